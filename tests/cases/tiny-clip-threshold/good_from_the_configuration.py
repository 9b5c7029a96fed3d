# The number comes from the configuration, and nobody can read it here.
from torch.nn.utils import clip_grad_norm_


def update(model, optimizer, loss, config):
    optimizer.zero_grad()
    loss.backward()
    clip_grad_norm_(model.parameters(), config.max_norm * 0.01)
    optimizer.step()
