# Must be silent: timm's callable scaler does backward, unscale, clip, step and update in one call.
import torch
from timm.utils import NativeScaler


def train_one_epoch(model, criterion, loader, optimizer, clip_grad=1.0):
    loss_scaler = NativeScaler()
    model.train()
    for samples, targets in loader:
        with torch.amp.autocast('cuda'):
            loss = criterion(model(samples.cuda()), targets.cuda())
        optimizer.zero_grad()
        loss_scaler(loss, optimizer, clip_grad=clip_grad, parameters=model.parameters())
        torch.cuda.synchronize()
