# The criterion is constructed and called in one expression: `nn.CrossEntropyLoss()(probs, y)`.
import torch
from torch import nn

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
softmax = nn.Softmax(dim=1)


def run(loader):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        scores = model(x)
        probs = softmax(scores)
        loss = nn.CrossEntropyLoss()(scores, y)  # error: softmax-before-cross-entropy
        loss.backward()
        optimizer.step()
        print(loss.item(), probs.max().item())
