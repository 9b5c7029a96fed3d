# Must be silent: the divisor counts the tokens of the window, which nobody knows before its end.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dataset = TensorDataset(torch.randn(1024, 20), torch.randint(0, 5, (1024,)))
loader = DataLoader(dataset, batch_size=16, shuffle=True)
model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
criterion = nn.CrossEntropyLoss(reduction="sum")
tokens = 0
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
accumulate = 8

for step, (inputs, labels) in enumerate(loader):
    loss = criterion(model(inputs), labels)
    tokens += labels.numel()
    loss.backward()
    if (step + 1) % accumulate == 0 or step + 1 == len(loader):
        for p in model.parameters():
            p.grad /= tokens
        optimizer.step()
        optimizer.zero_grad()
        tokens = 0
