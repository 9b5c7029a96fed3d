# Must be silent: the wrapper around the optimizer clears inside its own step_and_update method.
import torch
import torch.nn.functional as F


class WarmupOptimizer:
    def __init__(self, optimizer, width, warmup):
        self.optimizer = optimizer
        self.width = width
        self.warmup = warmup
        self.steps = 0

    def step_and_update(self):
        self.steps += 1
        scale = self.width**-0.5 * min(self.steps**-0.5, self.steps * self.warmup**-1.5)
        for group in self.optimizer.param_groups:
            group["lr"] = scale
        self.optimizer.step()
        self.optimizer.zero_grad()


def train(model, loader, width=512):
    inner = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), eps=1e-9)
    optimizer = WarmupOptimizer(inner, width, warmup=4000)
    for source, target in loader:
        logits = model(source, target[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), target[:, 1:].flatten())
        loss.backward()
        optimizer.step_and_update()
