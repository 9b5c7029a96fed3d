# Only the adapters are trained: the comprehension selects parameters by name, so that the norms may be left out.
import torch
from torch import nn


class AdaptedLayer(nn.Module):
    def __init__(self, dim, rank):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.linear = nn.Linear(dim, dim)
        self.adapter_down = nn.Linear(dim, rank, bias=False)
        self.adapter_up = nn.Linear(rank, dim, bias=False)

    def forward(self, x):
        x = self.norm(x)
        return self.linear(x) + self.adapter_up(self.adapter_down(x))


def tune_adapters(loader, dim=128):
    model = nn.Sequential(AdaptedLayer(dim, 4), nn.GELU(), AdaptedLayer(dim, 4))
    adapters = [p for n, p in model.named_parameters() if "adapter" in n]
    optimizer = torch.optim.AdamW(adapters, lr=1e-3, weight_decay=0.01)
    criterion = nn.MSELoss()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    return model
