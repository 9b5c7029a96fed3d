# Must be silent: gradients are zeroed in place by hand, for every parameter, after the step.
import torch.nn.functional as F


def fit(module, optimizer, pairs, epochs=5):
    for _ in range(epochs):
        for x, y in pairs:
            loss = F.mse_loss(module(x), y)
            loss.backward()
            optimizer.step()
            for p in module.parameters():
                if p.grad is not None:
                    p.grad.zero_()
