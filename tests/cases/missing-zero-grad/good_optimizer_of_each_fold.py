# Must be silent: each fold builds its own model and optimizer, and steps once.
import torch.nn.functional as F

from .recipe import build_model, build_optimizer


def influence(folds):
    for x, y in folds:
        net = build_model()
        optimizer = build_optimizer(net)
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
