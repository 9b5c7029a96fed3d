# The clear stands at the head of the loop, where it belongs without accumulation; the step waits for eight batches.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ACCUMULATE = 8

dataset = TensorDataset(torch.randn(1024, 20), torch.randint(0, 5, (1024,)))
loader = DataLoader(dataset, batch_size=16, shuffle=True)
model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)

for epoch in range(3):
    for step, (inputs, labels) in enumerate(loader):
        loss = criterion(model(inputs), labels) / ACCUMULATE
        loss.backward()
        if (step + 1) % ACCUMULATE == 0:
            optimizer.step()
            optimizer.zero_grad()  # error: zero-grad-in-accumulation
