# An infinite threshold measures the norm for the log.
import math

from torch.nn.utils import clip_grad_norm_


def update(model, optimizer, loss, log):
    optimizer.zero_grad()
    loss.backward()
    log(clip_grad_norm_(model.parameters(), math.inf))
    optimizer.step()
