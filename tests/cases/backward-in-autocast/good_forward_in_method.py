# Must be silent: the model opens the region by itself, within its forward pass.
import torch
from torch import nn


class Half(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(32, 4)

    def forward(self, x):
        with torch.autocast("cuda", dtype=torch.bfloat16):
            return self.layer(x)


model = Half().cuda()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    nn.functional.mse_loss(model(x), y).backward()
    optimizer.step()
