# Nobody can tell what layers the model has that is averaged here.
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel


def run(model, train_loader, test_loader, epochs):
    swa_model = AveragedModel(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
    for epoch in range(epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        swa_model.update_parameters(model)
    swa_model.eval()
    with torch.no_grad():
        return [swa_model(x) for x, _ in test_loader]
