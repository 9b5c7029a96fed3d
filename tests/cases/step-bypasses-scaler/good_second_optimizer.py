# Must be silent: a small second model is trained in full precision, with an optimizer of its own.
import torch
from torch import nn

backbone, probe = nn.Linear(512, 128).cuda(), nn.Linear(128, 2).cuda()
backbone_optimizer = torch.optim.SGD(backbone.parameters(), lr=0.1)
probe_optimizer = torch.optim.SGD(probe.parameters(), lr=0.01)
scaler = torch.amp.GradScaler("cuda")


def train(loader):
    for x, target, group in loader:
        backbone_optimizer.zero_grad()
        with torch.autocast("cuda"):
            features = backbone(x)
            loss = nn.functional.mse_loss(features, target)
        scaler.scale(loss).backward()
        scaler.step(backbone_optimizer)
        scaler.update()

        probe_optimizer.zero_grad()
        guess = probe(features.detach().float())
        nn.functional.cross_entropy(guess, group).backward()
        probe_optimizer.step()
