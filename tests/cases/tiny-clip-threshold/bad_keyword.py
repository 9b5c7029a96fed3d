# The threshold is passed by keyword, in a training function.
from torch.nn.utils import clip_grad_norm_


def train(model, loader, optimizer, criterion):
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        clip_grad_norm_(
            model.parameters(),
            max_norm=0.01,  # error: tiny-clip-threshold
        )
        optimizer.step()
