# An unreduced loss, weighted by a mask and divided by the mask's sum over the window: the normalisation is the author's own.
import torch
from torch import nn


def train(model, batches, optimizer, micro_batches):
    criterion = nn.MSELoss(reduction="none")
    model.train()
    while True:
        window = [batch for _, batch in zip(range(micro_batches), batches)]
        if not window:
            return
        observed = torch.stack([batch["mask"].sum() for batch in window]).sum()
        optimizer.zero_grad()
        for batch in window:
            squared = criterion(model(batch["masked"]), batch["full"])
            loss = (squared * batch["mask"]).sum() / observed
            loss.backward()
        optimizer.step()
