# The labels of a multi-label problem come first, the scores second, and nothing is raised.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
tags = TensorDataset(torch.randn(128, 16), torch.randint(0, 2, (128, 6)).float())
loader = DataLoader(tags, batch_size=16, shuffle=True)
model = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 6))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

model.train()
for features, labels in loader:
    optimizer.zero_grad()
    scores = model(features)
    loss = criterion(labels, scores)  # error: swapped-loss-arguments
    loss.backward()
    optimizer.step()
