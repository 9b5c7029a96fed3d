# Must be silent: the optimizers live in hooks that step and clear as soon as a gradient is complete.
import torch


def install(model, lr):
    optimizers = {}

    def step_and_free(p):
        optimizers[p].step()
        p.grad = None

    for p in model.parameters():
        if p.requires_grad:
            optimizers[p] = torch.optim.SGD([p], lr=lr)
            p.register_post_accumulate_grad_hook(step_and_free)


def train(model, loader, lr=1e-5):
    install(model, lr)
    for batch in loader:
        loss = model(**batch).loss
        loss.backward()
