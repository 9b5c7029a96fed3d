# Sentences of like length make a batch: the batch sampler shuffles the batches.
import torch
from torch import nn
from torch.utils.data import DataLoader

from project.samplers import LengthBatchSampler


def train(model, dataset, epochs):
    loader = DataLoader(dataset, batch_sampler=LengthBatchSampler(dataset.lengths, 4096))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
