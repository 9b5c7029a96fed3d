# Somebody who cannot be seen makes the step.
from torch import nn


class Hook:
    def __init__(self, model, ema):
        self.model, self.ema = model, ema

    def after_backward(self, x, y):
        loss = nn.functional.mse_loss(self.model(x), y)
        loss.backward()
        self.ema.update(self.model)
        return loss
