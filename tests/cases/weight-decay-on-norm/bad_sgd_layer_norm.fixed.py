# SGD with decay over a model whose only norms are LayerNorm, so that the tradition of the vision recipes does not excuse it.
import torch
import torch.nn as nn


class Mixer(nn.Module):
    def __init__(self, tokens, dim):
        super().__init__()
        self.norm_tokens = nn.LayerNorm(dim)
        self.mix_tokens = nn.Linear(tokens, tokens)
        self.norm_channels = nn.LayerNorm(dim)
        self.mix_channels = nn.Sequential(nn.Linear(dim, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim))
        self.head = nn.Linear(dim, 10)

    def forward(self, x):
        x = x + self.mix_tokens(self.norm_tokens(x).transpose(1, 2)).transpose(1, 2)
        x = x + self.mix_channels(self.norm_channels(x))
        return self.head(x.mean(dim=1))


def train(loader, epochs=5):
    model = Mixer(tokens=16, dim=48)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD([
        {"params": [p for p in model.parameters() if p.ndim > 1]},
        {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ], lr=0.1, momentum=0.9, weight_decay=1e-4)  # error: weight-decay-on-norm
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    for epoch in range(epochs):
        for patches, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(patches), labels)
            loss.backward()
            optimizer.step()
        scheduler.step()
    return model
