# Imported from a module of the project, which is none of PyTorch's.
from project.optim import clip_grad_norm


def update(model, optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    clip_grad_norm(model.parameters(), 1.0)
    optimizer.step()
