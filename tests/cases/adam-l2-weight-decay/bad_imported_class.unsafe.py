# The class is imported by its name, and used nowhere else in the file.
import argparse

from torch import nn
from torch.optim import AdamW


def fit(loader, args):
    model = nn.LSTM(32, 64, batch_first=True)
    criterion = nn.MSELoss()
    optimizer = AdamW(  # error: adam-l2-weight-decay
        model.parameters(),
        lr=args.lr,
        weight_decay=1e-4,
    )
    for sequence, target in loader:
        optimizer.zero_grad()
        output, _ = model(sequence)
        criterion(output, target).backward()
        optimizer.step()


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=1e-3)
    return parser.parse_args()
