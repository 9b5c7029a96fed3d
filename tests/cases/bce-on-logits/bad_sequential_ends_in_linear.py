# The model ends in a linear layer, and BCELoss takes what it returns for probabilities.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
data = TensorDataset(torch.randn(128, 10), torch.randint(0, 2, (128, 1)).float())
loader = DataLoader(data, batch_size=16, shuffle=True)
model = nn.Sequential(nn.Linear(10, 20), nn.ReLU(), nn.Linear(20, 1))
criterion = nn.BCELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

model.train()
for x, y in loader:
    optimizer.zero_grad()
    loss = criterion(model(x), y)  # error: bce-on-logits
    loss.backward()
    optimizer.step()
