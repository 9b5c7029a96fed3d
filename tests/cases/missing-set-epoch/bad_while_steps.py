# Training goes on until enough steps are made, over a loader with a sampler of its own inside.
import torch
from torch import nn
from torch.utils.data import DataLoader
from torch.utils.data.distributed import DistributedSampler


def run(model, dataset, max_steps):
    loader = DataLoader(dataset, batch_size=8, sampler=DistributedSampler(dataset, shuffle=True))
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.0)
    criterion = nn.CrossEntropyLoss()
    step = 0
    while step < max_steps:
        for tokens, labels in loader:  # error: missing-set-epoch
            optimizer.zero_grad()
            loss = criterion(model(tokens).flatten(0, 1), labels.flatten())
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
            if step == max_steps:
                break
