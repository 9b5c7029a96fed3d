# A large corpus is read once, in the one order that the sampler has drawn.
import torch
from torch import nn
from torch.utils.data import DataLoader, DistributedSampler


def pretrain(model, corpus, lr):
    loader = DataLoader(corpus, batch_size=256, sampler=DistributedSampler(corpus))
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=0.0)
    criterion = nn.CrossEntropyLoss()
    for step, (tokens, labels) in enumerate(loader):
        optimizer.zero_grad()
        loss = criterion(model(tokens).flatten(0, 1), labels.flatten())
        loss.backward()
        optimizer.step()
        if step % 1000 == 0:
            torch.save(model.state_dict(), f"step{step}.pt")
