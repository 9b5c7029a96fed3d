# Must be silent: the schedule is as long as there are micro-batches, and advances with each.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dataset = TensorDataset(torch.randn(512, 20), torch.randint(0, 5, (512,)))
loader = DataLoader(dataset, batch_size=16, shuffle=True)
model = nn.Linear(20, 5)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, epochs=3, steps_per_epoch=len(loader))

for epoch in range(3):
    for step, (inputs, labels) in enumerate(loader):
        loss = criterion(model(inputs), labels) / 8
        loss.backward()
        if (step + 1) % 8 == 0:
            optimizer.step()
            optimizer.zero_grad()
        scheduler.step()
