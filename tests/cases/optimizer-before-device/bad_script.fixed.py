# The model goes to the device on the line below its optimizer.
import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
criterion = nn.CrossEntropyLoss()
model.to(device)  # error: optimizer-before-device
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for step in range(100):
    x, y = torch.randn(32, 20, device=device), torch.randint(0, 5, (32,), device=device)
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
