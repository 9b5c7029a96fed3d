# The optimizer starts with the matrices alone; the vectors join in a second group, without decay.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(40, 64)
        self.norm = nn.LayerNorm(64)
        self.out = nn.Linear(64, 5)

    def forward(self, x):
        return self.out(self.norm(self.embed(x)))


model = Net()
matrices = [p for p in model.parameters() if p.ndim > 1]
vectors = [p for p in model.parameters() if p.ndim <= 1]
optimizer = torch.optim.AdamW(matrices, lr=1e-3, weight_decay=0.1)
optimizer.add_param_group({"params": vectors, "weight_decay": 0.0})
criterion = nn.CrossEntropyLoss()

for step in range(300):
    x, y = torch.randn(64, 40), torch.randint(0, 5, (64,))
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
