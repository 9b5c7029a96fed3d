# A test runs a training step under anomaly detection, which is what tests are for.
import torch
from torch import nn


def test_no_gradient_is_nan():
    layer = nn.GRU(8, 8, batch_first=True)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    with torch.autograd.detect_anomaly():
        for _ in range(3):
            optimizer.zero_grad()
            output, _ = layer(torch.randn(4, 5, 8))
            output.sum().backward()
            optimizer.step()
