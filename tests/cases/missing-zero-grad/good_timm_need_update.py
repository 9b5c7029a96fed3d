# Must be silent: timm's scaler steps only where need_update is true, and there the loop clears.
import torch
from timm.utils import NativeScaler


def train(model, criterion, loader, accum_steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loss_scaler = NativeScaler()
    optimizer.zero_grad()
    for index, (images, labels) in enumerate(loader):
        need_update = (index + 1) % accum_steps == 0
        loss = criterion(model(images), labels) / accum_steps
        loss_scaler(loss, optimizer, clip_grad=1.0, parameters=model.parameters(), need_update=need_update)
        if not need_update:
            continue
        optimizer.zero_grad()
