# Must be silent: the file has no number for it, and the launcher may set one.
import torch
from accelerate import Accelerator
from torch import nn


def main(args):
    accelerator = Accelerator(mixed_precision="bf16")
    model = nn.Linear(16, 4)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
    model, optimizer, loader = accelerator.prepare(model, optimizer, args.loader)
    model.train()
    for inputs, labels in loader:
        with accelerator.accumulate(model):
            loss = nn.functional.cross_entropy(model(inputs), labels)
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()
