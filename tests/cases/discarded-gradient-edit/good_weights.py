# Not the gradient but the weight is looked at, on a line that a debugger was to stop at.
import torch


def look(model):
    for p in model.parameters():
        p.data.clamp(-1, 1)
        p.norm()
    return torch.get_num_threads()
