# The layers of a model are filled from outside, through its attributes.
import torch
from torch import nn


class Regressor(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(4, 20)
        self.output = nn.Linear(20, 1)

    def forward(self, x):
        return self.output(torch.tanh(self.hidden(x)))


model = Regressor()
with torch.no_grad():
    model.hidden.weight.fill_(0.1)  # error: constant-weight-init
    model.output.weight.fill_(0.1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for _ in range(100):
    x = torch.randn(32, 4)
    optimizer.zero_grad()
    loss = (model(x) - x.sum(1, keepdim=True)).pow(2).mean()
    loss.backward()
    optimizer.step()
