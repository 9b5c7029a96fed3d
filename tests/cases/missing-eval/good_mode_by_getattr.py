# A helper picks train or eval by name with getattr.
import torch
import torch.nn as nn


def set_training_mode(m, mode):
    getattr(m, "train" if mode else "eval")()


def run(path, xs):
    a = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.2))
    a.load_state_dict(torch.load(path))
    set_training_mode(a, False)
    with torch.no_grad():
        return [a(x) for x in xs]
