# A script trains on the digits with the batch size as the second argument.
import torch
import torchvision
from torch import nn, optim

EPOCHS = 5
to_tensor = torchvision.transforms.ToTensor()
digits = torchvision.datasets.MNIST("data", train=True, download=True, transform=to_tensor)
batches = torch.utils.data.DataLoader(digits, 64)  # error: unshuffled-training-data

net = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
optimizer = optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(EPOCHS):
    for i, (x, y) in enumerate(batches):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        if i % 100 == 0:
            print(epoch, i, loss.item())
