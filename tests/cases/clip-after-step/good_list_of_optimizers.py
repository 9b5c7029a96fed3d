# Must be silent: a list of models zipped with a list of optimizers, each pair clipped and stepped in turn.
import torch
from torch import nn

models = nn.ModuleList(nn.Linear(32, 4) for _ in range(5))
optimizers = [torch.optim.Adam(m.parameters(), lr=1e-3) for m in models]
criterion = nn.CrossEntropyLoss()


def train_ensemble(loader):
    for x, y in loader:
        for model, optimizer in zip(models, optimizers):
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
