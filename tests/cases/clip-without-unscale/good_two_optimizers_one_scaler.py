# Must be silent: one scaler, two optimizers, unscale_ once for each before its own clip.
import torch
from torch import nn
from torch.amp import GradScaler, autocast

encoder = nn.Linear(512, 128).cuda()
classifier = nn.Linear(128, 10).cuda()
encoder_optimizer = torch.optim.SGD(encoder.parameters(), lr=1e-3)
classifier_optimizer = torch.optim.SGD(classifier.parameters(), lr=1e-2)
scaler = GradScaler("cuda")


def train(loader):
    for x, y in loader:
        encoder_optimizer.zero_grad()
        classifier_optimizer.zero_grad()
        with autocast("cuda"):
            loss = nn.functional.cross_entropy(classifier(encoder(x.cuda())), y.cuda())
        scaler.scale(loss).backward()
        scaler.unscale_(encoder_optimizer)
        scaler.unscale_(classifier_optimizer)
        nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        nn.utils.clip_grad_norm_(classifier.parameters(), 5.0)
        scaler.step(encoder_optimizer)
        scaler.step(classifier_optimizer)
        scaler.update()
