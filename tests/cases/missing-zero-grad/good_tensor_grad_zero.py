# Must be silent: a single leaf is optimised and its gradient is zeroed on the tensor itself.
import torch


def invert(encoder, code, steps=1000):
    image = torch.rand(1, 3, 64, 64, requires_grad=True)
    optimizer = torch.optim.Adam([image], lr=0.05)
    for _ in range(steps):
        loss = (encoder(image) - code).pow(2).sum()
        loss.backward()
        optimizer.step()
        image.grad.zero_()
    return image.detach().clamp(0, 1)
