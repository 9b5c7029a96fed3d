# The names of the classes decide what is set to the same number in a script.
import torch
from torch import nn


def weights_init(m):
    classname = m.__class__.__name__
    if classname.find("Linear") != -1:
        m.weight.data.fill_(0.5)  # error: constant-weight-init
        m.bias.data.fill_(0)


torch.manual_seed(0)
net = nn.Sequential(nn.Linear(8, 16), nn.Sigmoid(), nn.Linear(16, 1))
net.apply(weights_init)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(200):
    x = torch.randn(16, 8)
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(net(x), x.sum(1, keepdim=True))
    loss.backward()
    optimizer.step()
