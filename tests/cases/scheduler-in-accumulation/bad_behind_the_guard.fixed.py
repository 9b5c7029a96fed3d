# A cosine over the updates advances behind the guard of the step, with every micro-batch.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dataset = TensorDataset(torch.randn(1024, 20), torch.randint(0, 5, (1024,)))
loader = DataLoader(dataset, batch_size=16, shuffle=True)
model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
EPOCHS = 5
ACCUMULATE = 4
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=EPOCHS * len(loader) // ACCUMULATE)

for epoch in range(EPOCHS):
    for step, (inputs, labels) in enumerate(loader):
        loss = criterion(model(inputs), labels) / ACCUMULATE
        loss.backward()
        if (step + 1) % ACCUMULATE == 0:
            optimizer.step()
            scheduler.step()  # error: scheduler-in-accumulation
            optimizer.zero_grad()
