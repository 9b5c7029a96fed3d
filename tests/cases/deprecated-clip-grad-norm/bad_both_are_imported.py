# Both names are imported: renaming one would import the other twice.
from torch.nn.utils import clip_grad_norm, clip_grad_norm_


def limit(model, optimizer, loss, old):
    loss.backward()
    if old:
        clip_grad_norm(model.parameters(), 1.0)  # error: deprecated-clip-grad-norm
    else:
        clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
