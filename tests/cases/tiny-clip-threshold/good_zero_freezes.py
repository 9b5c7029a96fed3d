# A threshold of zero is no threshold: it switches the gradients of a part off.
from torch.nn.utils import clip_grad_norm_


def update(model, optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    clip_grad_norm_(model.backbone.parameters(), 0)
    optimizer.step()
