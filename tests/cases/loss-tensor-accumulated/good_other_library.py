# In MLX a loss is an array without a history, and value_and_grad returns it.
import mlx.core as mx
import mlx.nn as nn
from mlx import optimizers


def train(model, loader, loss_fn):
    optimizer = optimizers.Adam(learning_rate=1e-3)
    step = nn.value_and_grad(model, loss_fn)
    total = 0.0
    for x, y in loader:
        loss, gradients = step(model, x, y)
        optimizer.update(model, gradients)
        mx.eval(model.parameters(), optimizer.state)
        total += loss
    return total
