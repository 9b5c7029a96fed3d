# Must be silent: each round fills a buffer and makes several passes over it, and the schedule counts rounds.
import torch
from torch import nn


def learn(model, collect, rounds, passes):
    criterion = nn.SmoothL1Loss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
    scheduler = torch.optim.lr_scheduler.PolynomialLR(optimizer, total_iters=rounds)
    for _ in range(rounds):
        batches = collect(model)
        for _ in range(passes):
            for inputs, targets in batches:
                optimizer.zero_grad()
                criterion(model(inputs), targets).backward()
                optimizer.step()
        scheduler.step()
