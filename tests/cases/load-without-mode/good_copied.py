# Two implementations get the same weights, and are compared in the mode in which they train.
import torch
from torch import nn

reference = nn.BatchNorm1d(4)
reference.weight.data.uniform_()
fused = nn.Sequential(nn.BatchNorm1d(4))
fused[0].load_state_dict(reference.state_dict())
other = nn.BatchNorm1d(4)
other.load_state_dict(reference.state_dict())

x = torch.rand(8, 4)
assert torch.allclose(reference(x), other(x))
assert torch.allclose(reference(x), fused(x))
