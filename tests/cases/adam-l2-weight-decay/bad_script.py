# A perceptron is decayed through the gradient that Adam rescales.
import torch
from torch import nn

model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=0.05)  # error: adam-l2-weight-decay
criterion = nn.CrossEntropyLoss()

for step in range(1000):
    images, labels = torch.randn(64, 784), torch.randint(0, 10, (64,))
    optimizer.zero_grad()
    loss = criterion(model(images), labels)
    loss.backward()
    optimizer.step()
