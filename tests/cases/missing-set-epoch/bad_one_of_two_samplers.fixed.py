# The sampler is a distributed one where there are several ranks, and nobody counts its epochs.
import argparse

import torch
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, RandomSampler
from torch.utils.data.distributed import DistributedSampler
from tqdm import tqdm, trange


def main(args, train_dataset, model, device):
    if args.local_rank == -1:
        train_sampler = RandomSampler(train_dataset)
    else:
        train_sampler = DistributedSampler(train_dataset)
    train_dataloader = DataLoader(train_dataset, sampler=train_sampler, batch_size=args.batch_size)
    print(f"{len(train_dataset)} examples in {len(train_dataloader)} batches")

    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr, weight_decay=args.weight_decay)
    model.train()
    for epoch in trange(args.epochs, desc="Epoch"):
        if isinstance(train_sampler, DistributedSampler):
            train_sampler.set_epoch(epoch)
        for step, batch in enumerate(tqdm(train_dataloader)):  # error: missing-set-epoch
            inputs, labels = (tensor.to(device) for tensor in batch)
            loss = cross_entropy(model(inputs), labels)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            if step % 100 == 0:
                print(epoch, step, loss.item())


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--local_rank", type=int, default=-1)
    parser.add_argument("--batch_size", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--lr", type=float, default=5e-5)
    parser.add_argument("--weight_decay", type=float, default=0.01)
    return parser.parse_args()
