# The division is there, but commented out: what runs is the undivided mean loss, whatever the comment says.
import torch
from torch import nn
from torch.utils.data import DataLoader

accumulation_steps = 4


def train(model, dataset, epochs=5):
    loader = DataLoader(dataset, batch_size=4, shuffle=True, drop_last=True)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-5)
    model.train()
    for epoch in range(epochs):
        optimizer.zero_grad()
        for step, (ids, mask, labels) in enumerate(loader):
            logits = model(ids, mask)
            loss = criterion(logits, labels)
            # loss = loss / accumulation_steps
            # scaler.scale(loss / accumulation_steps).backward()
            loss.backward()  # error: unscaled-accumulation-loss
            if (step + 1) % accumulation_steps == 0:
                # scaler.unscale_(optimizer)
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                optimizer.zero_grad()
