# The decay comes from the command line, where its default is zero, and from a configuration that nobody can see.
import argparse

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, 3)

    def forward(self, x):
        return self.head(self.norm(x))


def train(loader, args, config):
    student, critic = Net(32), Net(32)
    optimizer = torch.optim.AdamW(student.parameters(), lr=args.lr, weight_decay=args.weight_decay)
    critic_optimizer = torch.optim.AdamW(critic.parameters(), lr=args.lr, weight_decay=config["critic"]["decay"])
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(student(x), y).backward()
        optimizer.step()
        critic_optimizer.zero_grad()
        criterion(critic(x), y).backward()
        critic_optimizer.step()
    return student, critic


def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--weight-decay", type=float, default=0.0)
    return parser.parse_args()
