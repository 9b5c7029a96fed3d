# A training script makes ninety passes in one order, as the sampler's epoch stays at zero.
import os

import torch
import torch.distributed as dist
import torchvision
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler

dist.init_process_group("nccl")
device = int(os.environ["LOCAL_RANK"])
torch.cuda.set_device(device)

dataset = torchvision.datasets.FakeData(10_000, transform=torchvision.transforms.ToTensor())
sampler = DistributedSampler(dataset)
loader = DataLoader(dataset, batch_size=64, sampler=sampler, num_workers=4)

model = DistributedDataParallel(torchvision.models.resnet18(num_classes=10).to(device))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
criterion = nn.CrossEntropyLoss()

for epoch in range(90):
    for images, labels in loader:  # error: missing-set-epoch
        loss = criterion(model(images.to(device)), labels.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    if dist.get_rank() == 0:
        torch.save(model.module.state_dict(), f"epoch{epoch}.pt")

dist.destroy_process_group()
