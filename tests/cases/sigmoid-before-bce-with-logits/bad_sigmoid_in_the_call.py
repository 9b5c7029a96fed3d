# The sigmoid stands in the loss call itself, of a click model that is trained by a script.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
clicks = TensorDataset(torch.randn(256, 12), torch.randint(0, 2, (256, 1)).float())
loader = DataLoader(clicks, batch_size=32, shuffle=True)
model = nn.Sequential(nn.Linear(12, 24), nn.ReLU(), nn.Linear(24, 1))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

model.train()
for epoch in range(3):
    for features, clicked in loader:
        optimizer.zero_grad()
        scores = model(features)
        loss = criterion(torch.sigmoid(scores), clicked)  # error: sigmoid-before-bce-with-logits
        loss.backward()
        optimizer.step()
