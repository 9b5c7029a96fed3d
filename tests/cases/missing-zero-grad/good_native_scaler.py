# Must be silent: timm's callable scaler does backward and step, and the loop clears before it.
import torch
from timm.utils import NativeScaler


def train_one_epoch(model, criterion, loader, optimizer, max_norm):
    loss_scaler = NativeScaler()
    model.train()
    for samples, targets in loader:
        with torch.amp.autocast('cuda'):
            loss = criterion(model(samples), targets)
        optimizer.zero_grad()
        loss_scaler(loss, optimizer, clip_grad=max_norm, parameters=model.parameters())
