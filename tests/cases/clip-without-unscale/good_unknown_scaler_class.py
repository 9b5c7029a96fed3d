# Must be silent: the scaler comes from a factory elsewhere, and its own clip method does what is needed.
import torch

from research.precision import make_precision


def train(config, model, loader, criterion):
    optimizer = torch.optim.Adam(model.parameters(), lr=config.lr)
    precision = make_precision(config, optimizer)
    for x, y in loader:
        optimizer.zero_grad()
        with precision.context():
            loss = criterion(model(x), y)
        precision.backward(loss)
        precision.clip(model, config.max_norm)
        precision.step(optimizer)
