# The same name holds probabilities in validation and logits in training: the two assignments never reach the same loss.
import torch
import torch.nn.functional as F


def run(model, train_loader, val_loader, optimizer, epochs):
    for epoch in range(epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            output = model(x)
            loss = F.cross_entropy(output, y)
            loss.backward()
            optimizer.step()

        model.eval()
        confident = 0
        with torch.no_grad():
            for x, _ in val_loader:
                output = F.softmax(model(x), dim=1)
                confident += (output.amax(dim=1) > 0.9).sum().item()
        print(epoch, confident)
