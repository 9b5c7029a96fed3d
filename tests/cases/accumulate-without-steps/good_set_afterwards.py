# Must be silent: the window is set once the number of devices is known.
import torch
from accelerate import Accelerator
from torch import nn


def main(args):
    accelerator = Accelerator()
    model = nn.Linear(16, 4)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
    model, optimizer, loader = accelerator.prepare(model, optimizer, args.loader)
    accelerator.gradient_accumulation_steps = args.accumulation_total // accelerator.num_processes
    model.train()
    for inputs, labels in loader:
        with accelerator.accumulate(model):
            loss = nn.functional.cross_entropy(model(inputs), labels)
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()
