# The number is asked for on the command line, and nobody reads it.
import argparse

import torch
from accelerate import Accelerator
from torch import nn


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gradient-accumulation-steps", type=int, default=4)
    parser.add_argument("--lr", type=float, default=1e-4)
    return parser.parse_args()


def main():
    args = parse()
    accelerator = Accelerator(log_with="tensorboard")  # error: accumulate-without-steps
    model = nn.Linear(16, 4)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
    batches = [(torch.randn(8, 16), torch.randint(0, 4, (8,))) for _ in range(32)]
    model, optimizer = accelerator.prepare(model, optimizer)
    for inputs, labels in batches:
        with accelerator.accumulate(model):
            loss = nn.functional.cross_entropy(model(inputs), labels)
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()


if __name__ == "__main__":
    main()
