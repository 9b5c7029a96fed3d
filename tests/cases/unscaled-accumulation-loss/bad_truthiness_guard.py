# Guard by truthiness (`if (i + 1) % n: continue`) under bfloat16 autocast without a scaler: the losses of the window are added undivided.
import torch
from torch import nn


def train(model, loader, accumulation_steps, steps=1000):
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, fused=True)
    model.train()
    optimizer.zero_grad()
    for i, (clip, label) in enumerate(loader):
        with torch.autocast("cuda", dtype=torch.bfloat16):
            loss = loss_function(model(clip.cuda()), label.cuda())
        loss.backward()  # error: unscaled-accumulation-loss
        if (i + 1) % accumulation_steps:
            continue
        optimizer.step()
        optimizer.zero_grad()
        if i > steps:
            break
    return model
