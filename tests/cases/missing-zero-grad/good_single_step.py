# Must be silent: a smoke test with one backward and one step, no loop in sight.
import torch
from torch import nn


def test_parameters_move():
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    before = model.weight.clone()
    loss = model(torch.randn(8, 4)).pow(2).mean()
    loss.backward()
    optimizer.step()
    assert not torch.equal(before, model.weight)
