# A segmentation head ends in nn.Sigmoid, and the weighted loss applies another one.
import torch
from torch import nn


def build():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(16, 1, 1),
    )


def main(loader, weight):
    net = build()
    loss_fn = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([weight]))
    opt = torch.optim.AdamW(net.parameters(), lr=3e-4, weight_decay=0.0)
    net.train()
    for step, (image, mask) in enumerate(loader):
        opt.zero_grad()
        prediction = net(image)
        loss = loss_fn(prediction, mask)  # error: sigmoid-before-bce-with-logits
        loss.backward()
        opt.step()
        if step % 50 == 0:
            print(step, loss.item())
