# Gradients are cleared between backward and step, so that the model never learns.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(512, 1, 28, 28), torch.randint(0, 10, (512,)))
loader = DataLoader(data, batch_size=64, shuffle=True)

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

for epoch in range(3):
    for images, labels in loader:
        loss = criterion(model(images), labels)
        loss.backward()
        # forget the gradients of the last batch
        optimizer.zero_grad()  # error: zero-grad-before-step
        optimizer.step()
    print(epoch, loss.item())
