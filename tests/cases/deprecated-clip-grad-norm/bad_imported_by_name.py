# Imported by name and called twice: the import changes with both calls.
from torch import nn
from torch.nn.utils import clip_grad_norm, parameters_to_vector


def update(encoder, decoder, optimizers, loss, limit):
    for optimizer in optimizers:
        optimizer.zero_grad()
    loss.backward()
    clip_grad_norm(encoder.parameters(), limit)  # error: deprecated-clip-grad-norm
    clip_grad_norm(decoder.parameters(), max_norm=limit)  # error: deprecated-clip-grad-norm
    for optimizer in optimizers:
        optimizer.step()


def size(model: nn.Module):
    return parameters_to_vector(model.parameters()).numel()
