# Softmax written inside the loss call: `F.cross_entropy` applies it a second time.
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(600, 16), torch.randint(0, 10, (600,)))
loader = DataLoader(data, batch_size=32, shuffle=True)
model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(5):
    for x, y in loader:
        optimizer.zero_grad()
        logits = model(x)
        loss = F.cross_entropy(F.softmax(logits, dim=1), y)  # error: softmax-before-cross-entropy
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
