# Each gradient is replaced by a share of itself, before the clip.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dataset = TensorDataset(torch.randn(1024, 20), torch.randint(0, 5, (1024,)))
loader = DataLoader(dataset, batch_size=16, shuffle=True)
model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
accumulate = 8

for step, (inputs, labels) in enumerate(loader):
    loss = criterion(model(inputs), labels)
    (loss / accumulate).backward()
    if (step + 1) % accumulate == 0 or step + 1 == len(loader):
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
