# Each batch comes in parts, so that more paths lead to the forward pass; none of them goes back to train mode.
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(6, 12)
        self.norm = nn.BatchNorm1d(12)
        self.head = nn.Linear(12, 3)

    def forward(self, x):
        return self.head(F.relu(self.norm(self.body(x))))


def load(shuffle):
    return [(torch.randn(8, 6), torch.randint(0, 3, (8,))) for _ in range(10)]


model = Net()
loader = load(True)
val_loader = load(False)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(3):
    for inputs, targets in loader:
        optimizer.zero_grad()
        for x, y in zip(inputs.chunk(2), targets.chunk(2)):
            loss = F.cross_entropy(model(x), y) / 2  # error: missing-train
            loss.backward()
        optimizer.step()
    model.eval()
    score = 0.0
    with torch.no_grad():
        for x, y in val_loader:
            score += F.cross_entropy(model(x), y).item()
    print(score)
