# The one group of a list has a decay of its own: zero.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(16, 64)
        self.norm = nn.LayerNorm(64)
        self.head = nn.Linear(64, 4)

    def forward(self, x):
        return self.head(self.norm(torch.relu(self.embed(x))))


model = Net()
optimizer = torch.optim.AdamW([{"params": model.parameters(), "weight_decay": 0.0}], lr=1e-3, weight_decay=0.1)
