# The softmax serves the accuracy and the log; the loss is computed from the logits.
import torch
from torch import nn

model = nn.Sequential(nn.Linear(12, 24), nn.ReLU(), nn.Linear(24, 4))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)


def train(loader):
    model.train()
    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        outputs = model(x)
        loss = criterion(outputs, y)
        loss.backward()
        optimizer.step()
        probs = torch.softmax(outputs, dim=1)
        accuracy = (probs.argmax(dim=1) == y).float().mean().item()
        print(step, loss.item(), accuracy, probs.max().item())
