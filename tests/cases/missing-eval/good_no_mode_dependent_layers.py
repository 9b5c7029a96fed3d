# The model holds Linear, LayerNorm and GELU alone, which know no modes: nothing is lost without eval().
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(features, hidden),
            nn.LayerNorm(hidden),
            nn.GELU(),
            nn.Linear(hidden, 1),
        )

    def forward(self, x):
        return self.layers(x)


def main(train_loader, test_loader):
    model = Net(8, 64)
    model.train()
    loss_fn = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(100):
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            test_loss = sum(loss_fn(model(x), y).item() for x, y in test_loader) / len(test_loader)
        print(f"{epoch}: {test_loss:.4f}")
