# A script keeps its best epoch with a score, to go on from it when it is told to resume.
import argparse
import os

import torch
from torch import nn, optim

parser = argparse.ArgumentParser(description="Trains a classifier")
parser.add_argument("--resume", "-r", action="store_true", help="go on from the checkpoint")
args = parser.parse_args()
torch.manual_seed(0)

net = nn.Sequential(nn.Flatten(), nn.Linear(3072, 256), nn.ReLU(), nn.Linear(256, 10))
best_acc, start_epoch = 0.0, 0
if args.resume:
    saved = torch.load("./checkpoint/ckpt.pth")
    net.load_state_dict(saved["net"])
    best_acc, start_epoch = saved["acc"], saved["epoch"]

criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=200)


def train(loader):
    net.train()
    for inputs, targets in loader:
        optimizer.zero_grad()
        loss = criterion(net(inputs), targets)
        loss.backward()
        optimizer.step()
    scheduler.step()


def test(epoch, loader):
    global best_acc
    net.eval()
    with torch.no_grad():
        right = [(net(x).argmax(1) == y).float().mean().item() for x, y in loader]
    acc = sum(right) / len(right)
    if acc > best_acc:
        state = {
            "net": net.state_dict(),
            "acc": acc,
            "epoch": epoch,
        }
        os.makedirs("checkpoint", exist_ok=True)
        torch.save(state, "./checkpoint/ckpt.pth")  # error: incomplete-checkpoint
        best_acc = acc
