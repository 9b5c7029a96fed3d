# The element-wise clip is no better off: a limit of 0.5 on gradients times 65536 touches nearly every element.
import torch
from torch import amp
from torch.nn.utils import clip_grad_value_


def finetune(model, loader, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    scaler = amp.GradScaler("cuda", init_scale=65536.0)
    criterion = torch.nn.SmoothL1Loss()
    for _ in range(epochs):
        for points, boxes in loader:
            optimizer.zero_grad()
            with amp.autocast("cuda"):
                loss = criterion(model(points), boxes)
            scaler.scale(loss).backward()
            scaler.unscale_(optimizer)
            clip_grad_value_(model.parameters(), clip_value=0.5)  # error: clip-without-unscale
            scaler.step(optimizer)
            scaler.update()
    return model
