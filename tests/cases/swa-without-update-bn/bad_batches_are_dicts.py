# The statistics are missing, and batches in dicts need a pass that somebody writes by hand.
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel


class Tagger(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.BatchNorm1d(width)
        self.out = nn.Linear(width, 5)

    def forward(self, features):
        return self.out(self.norm(features))


def fit(train_batches, dev_batches, width):
    tagger = Tagger(width)
    average = AveragedModel(tagger)
    optimizer = torch.optim.Adam(tagger.parameters(), lr=1e-3)
    for epoch in range(12):
        for batch in train_batches:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(tagger(batch["features"]), batch["tags"])
            loss.backward()
            optimizer.step()
        average.update_parameters(tagger)
    with torch.inference_mode():
        average.eval()
        return [average(batch["features"]).argmax(1) for batch in dev_batches]  # error: swa-without-update-bn
