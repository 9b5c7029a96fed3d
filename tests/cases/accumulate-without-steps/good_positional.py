# Must be silent: the fourth argument of the constructor is the window.
import torch
from accelerate import Accelerator
from torch import nn


def main(args):
    accelerator = Accelerator(True, False, "bf16", args.accumulation_steps)
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
