# The model that returns probabilities is wrapped for distributed training before it is called: the wrapper passes them on unchanged.
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


class PointNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.local = nn.Conv1d(3, 128, 1)
        self.head = nn.Linear(128, classes)

    def forward(self, points):
        pooled = F.relu(self.local(points)).amax(dim=2)
        return self.head(pooled)


def worker(rank, loader, sampler, classes, epochs):
    model = PointNet(classes).to(rank)
    model = DDP(model, device_ids=[rank])
    criterion = nn.CrossEntropyLoss().to(rank)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(epochs):
        sampler.set_epoch(epoch)
        model.train()
        for points, label in loader:
            optimizer.zero_grad()
            prediction = model(points.to(rank))
            loss = criterion(prediction, label.to(rank))  # error: softmax-before-cross-entropy
            loss.backward()
            optimizer.step()
