# The scaler multiplies by one, for its interface only.
import torch
import torch.nn as nn
import torch.nn.functional as F


def main4(m, l, o, clip):
    scaler = torch.amp.GradScaler("cuda", init_scale=1.0, growth_interval=10**9)
    for x, y in l:
        o.zero_grad()
        scaler.scale(F.mse_loss(m(x), y)).backward()
        nn.utils.clip_grad_norm_(m.parameters(), clip)
        scaler.step(o)
        scaler.update()
