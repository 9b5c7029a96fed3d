# A function of the user makes the batches: of one bag it makes many samples.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def all_instances(bags):
    return torch.cat([bag for bag, _ in bags]), torch.cat([label for _, label in bags])


dataset = TensorDataset(torch.randn(640, 20), torch.randint(0, 5, (640,)))
loader = DataLoader(dataset, batch_size=2, collate_fn=all_instances, shuffle=True)
model = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 5))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()

for epoch in range(10):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
