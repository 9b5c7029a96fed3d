# Steps at every batch; the modulo guards only the log line and the checkpoint, so there is no window at all.
import torch
import torch.nn.functional as F
from torch import nn

log_every, save_every = 20, 500


def train(loader, classes):
    model = nn.Sequential(nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, classes))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    running = 0.0
    model.train()
    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        running += loss.item()
        if (step + 1) % log_every == 0:
            print(step + 1, running / log_every)
            running = 0.0
        if (step + 1) % save_every == 0:
            torch.save(model.state_dict(), f"model_{step + 1}.pt")
