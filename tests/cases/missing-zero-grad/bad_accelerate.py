# A prepared optimizer steps once per window and clears only when it is told to: here nobody tells it.
import torch
from accelerate import Accelerator


def main(args, model, loader):
    accelerator = Accelerator(gradient_accumulation_steps=args.window)
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)
    model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
    for batch in loader:
        with accelerator.accumulate(model):
            loss = model(**batch).loss
            accelerator.backward(loss)  # error: missing-zero-grad
            optimizer.step()
