# Another framework's clip of the same name: nothing is known about it.
from oneflow.nn.utils import clip_grad_value_


def update(model, optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    clip_grad_value_(model.parameters(), 0.5)
    optimizer.step()
