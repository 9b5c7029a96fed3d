# The loss is divided by hand, by a number that the accelerator does not have.
import torch
from accelerate import Accelerator
from torch import nn


def main(args):
    grad_accum_steps = args.total // args.batch
    accelerator = Accelerator()  # error: accumulate-without-steps
    model = nn.Linear(16, 4)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
    model, optimizer, loader = accelerator.prepare(model, optimizer, args.loader)
    print(grad_accum_steps)
    model.train()
    for inputs, labels in loader:
        with accelerator.accumulate(model):
            loss = nn.functional.cross_entropy(model(inputs), labels)
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()
