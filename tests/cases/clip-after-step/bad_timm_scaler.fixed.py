# timm's scaler has stepped when it returns; the threshold is for it to know.
import torch
from timm.utils import NativeScaler
from torch.nn.utils import clip_grad_norm_


def train(model, criterion, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loss_scaler = NativeScaler()
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss_scaler(loss, optimizer, clip_grad=1.0, parameters=model.parameters())
