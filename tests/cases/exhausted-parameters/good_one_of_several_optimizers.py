# One branch is taken, and there the generator is used once.
import torch


def build(model, config):
    params = model.parameters()
    if config.name == "adam":
        return torch.optim.Adam(params, lr=config.lr)
    elif config.name == "sgd":
        return torch.optim.SGD(params, lr=config.lr, momentum=0.9)
    else:
        optimizer = torch.optim.RMSprop(params, lr=config.lr)
    return optimizer
