# Must be silent: Accelerate clips under sync_gradients before the step, and its prepared optimizer knows the window.
import torch
from accelerate import Accelerator


def main(args, unet, loader):
    accelerator = Accelerator(gradient_accumulation_steps=args.accumulation, mixed_precision="fp16")
    optimizer = torch.optim.Adam(unet.parameters(), lr=args.lr)
    unet, optimizer, loader = accelerator.prepare(unet, optimizer, loader)
    for epoch in range(args.epochs):
        unet.train()
        for latents, noise, t in loader:
            with accelerator.accumulate(unet):
                predicted = unet(latents, t)
                loss = torch.nn.functional.mse_loss(predicted, noise)
                accelerator.backward(loss)
                if accelerator.sync_gradients:
                    accelerator.clip_grad_norm_(unet.parameters(), args.max_grad_norm)
                optimizer.step()
                optimizer.zero_grad()
