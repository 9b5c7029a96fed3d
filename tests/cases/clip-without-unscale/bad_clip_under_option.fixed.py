# The clip is optional and stands in an `if` of its own, directly in the block of scaler.step.
import argparse

import torch
from torch.amp import GradScaler, autocast


def train(args: argparse.Namespace, model, loader, loss_fn):
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, args.lr, total_steps=args.num_steps)
    scaler = GradScaler("cuda")
    total_steps = 0
    while total_steps < args.num_steps:
        for left, right, flow, valid in loader:
            optimizer.zero_grad()
            with autocast("cuda"):
                predictions = model(left.cuda(), right.cuda())
                loss = loss_fn(predictions, flow.cuda(), valid.cuda())
            scaler.scale(loss).backward()
            if args.clip:
                scaler.unscale_(optimizer)
                torch.nn.utils.clip_grad_norm_(model.parameters(), args.clip)  # error: clip-without-unscale
            scaler.step(optimizer)
            scheduler.step()
            scaler.update()
            total_steps += 1
