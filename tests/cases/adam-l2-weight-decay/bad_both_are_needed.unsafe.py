# Another function goes on using Adam, without any decay.
from torch import nn
from torch.optim import SGD, Adam, AdamW


def critic(width):
    model = nn.Sequential(nn.Linear(width, 64), nn.Tanh(), nn.Linear(64, 1))
    return model, Adam(model.parameters(), lr=2e-4, betas=(0.5, 0.999))


def classifier(width, loader):
    model = nn.Linear(width, 2)
    optimizer = AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)  # error: adam-l2-weight-decay
    warm = SGD(model.parameters(), lr=0.1)
    for step, (x, y) in enumerate(loader):
        used = warm if step < 10 else optimizer
        used.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        used.step()
