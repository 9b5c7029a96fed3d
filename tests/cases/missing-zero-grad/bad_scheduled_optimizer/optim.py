# The step stands behind a method that also sets the rate.

class ScheduledOptim:
    def __init__(self, optimizer, d_model, warmup):
        self._optimizer = optimizer
        self.d_model = d_model
        self.warmup = warmup
        self.steps = 0

    def step_and_update_lr(self):
        self._update_learning_rate()
        self._optimizer.step()

    def zero_grad(self):
        self._optimizer.zero_grad()

    def _update_learning_rate(self):
        self.steps += 1
        rate = self.d_model**-0.5 * min(self.steps**-0.5, self.steps * self.warmup**-1.5)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
