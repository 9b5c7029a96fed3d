# The configuration chooses between the two: one of them turns the gradient.
from torch.nn.utils import clip_grad_norm_, clip_grad_value_


def limit(model, optimizer, loss, config):
    optimizer.zero_grad()
    loss.backward()
    if config.by_value:
        clip_grad_value_(model.parameters(), config.limit)  # error: clip-by-value
    else:
        clip_grad_norm_(model.parameters(), config.limit)
    optimizer.step()
