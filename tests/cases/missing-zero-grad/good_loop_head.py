# Must be silent: zero_grad at the head of the loop body, model and optimizer given as parameters.
import torch


def train(model, loader, optimizer, device):
    model.train()
    for data, target in loader:
        optimizer.zero_grad()
        output = model(data.to(device))
        loss = torch.nn.functional.cross_entropy(output, target.to(device))
        loss.backward()
        optimizer.step()
