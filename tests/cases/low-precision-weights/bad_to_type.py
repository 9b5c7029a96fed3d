# The weights move to the device and to bfloat16 in one call.
import torch
from torch import nn


def build(width, device):
    net = nn.TransformerEncoderLayer(width, 8)
    net.to(device, torch.bfloat16)
    optimizer = torch.optim.AdamW(  # error: low-precision-weights
        net.parameters(), lr=1e-4, weight_decay=0.0
    )
    return net, optimizer


net, optimizer = build(512, "cuda")
for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    nn.functional.mse_loss(net(x), y).backward()
    optimizer.step()
