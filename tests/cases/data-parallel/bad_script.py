# A script spreads its batches over the devices of one process.
import torch
import torchvision
from torch import nn

model = nn.DataParallel(torchvision.models.resnet18(num_classes=10).cuda())  # error: data-parallel
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
criterion = nn.CrossEntropyLoss()

for step in range(1000):
    images = torch.randn(256, 3, 224, 224, device="cuda")
    labels = torch.randint(0, 10, (256,), device="cuda")
    optimizer.zero_grad()
    loss = criterion(model(images), labels)
    loss.backward()
    optimizer.step()
