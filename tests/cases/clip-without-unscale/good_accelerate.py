# Must be silent: accelerator.clip_grad_norm_ unscales before it clips.
import torch
from accelerate import Accelerator


def main(args, model, loader):
    accelerator = Accelerator(mixed_precision="fp16")
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
    for epoch in range(args.epochs):
        model.train()
        for batch in loader:
            loss = model(**batch).loss
            accelerator.backward(loss)
            accelerator.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
