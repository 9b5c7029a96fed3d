# Command-line option as the window (`args.grad_accum_steps`): the option makes the batch larger and, by mistake, the gradient as well.
import argparse

import torch
import torch.nn.functional as F
from torch import nn


def build_model(num_classes):
    return nn.Sequential(
        nn.Conv2d(3, 32, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(64, num_classes),
    )


def train(args, loader):
    device = torch.device(args.device)
    model = build_model(args.num_classes).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=0.9)

    for epoch in range(args.epochs):
        model.train()
        optimizer.zero_grad()
        for batch_idx, (images, targets) in enumerate(loader):
            images, targets = images.to(device), targets.to(device)
            loss = F.cross_entropy(model(images), targets)
            loss.backward()  # error: unscaled-accumulation-loss
            if (batch_idx + 1) % args.grad_accum_steps == 0:
                optimizer.step()
                optimizer.zero_grad()
            if batch_idx % 50 == 0:
                print(f"{epoch} {batch_idx} loss={loss.item():.3f}")


def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--num-classes", type=int, default=10)
    parser.add_argument("--lr", type=float, default=0.1)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--grad-accum-steps", type=int, default=4)
    return parser.parse_args()
