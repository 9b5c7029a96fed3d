# A rating is rounded to whole stars before the loss: every gradient is exactly zero.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
ratings = TensorDataset(torch.randn(256, 30), torch.randint(1, 6, (256, 1)).float())
loader = DataLoader(ratings, batch_size=32, shuffle=True)
model = nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Linear(64, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

model.train()
for epoch in range(5):
    for features, stars in loader:
        optimizer.zero_grad()
        guess = torch.round(model(features))  # error: argmax-in-loss
        loss = criterion(guess, stars)
        loss.backward()
        optimizer.step()
