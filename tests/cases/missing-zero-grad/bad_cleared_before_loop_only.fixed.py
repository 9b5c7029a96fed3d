# zero_grad() is called once, before the loops, which helps the first batch and no other.
import torch
from torch import nn


def run(net, train_loader, epochs):
    criterion = nn.NLLLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.003, momentum=0.9)
    optimizer.zero_grad()
    for epoch in range(epochs):
        running = 0.0
        for images, labels in train_loader:
            optimizer.zero_grad()
            log_probs = torch.log_softmax(net(images.flatten(1)), dim=1)
            loss = criterion(log_probs, labels)
            loss.backward()  # error: missing-zero-grad
            optimizer.step()
            running += loss.item()
        print(f"epoch {epoch}: {running / len(train_loader):.3f}")
