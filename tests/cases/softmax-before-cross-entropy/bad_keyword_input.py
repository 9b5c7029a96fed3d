# The probabilities are passed by keyword (`input=`), after the target.
import torch
import torch.nn.functional as F
from torch import nn


def train(loader, classes):
    model = nn.Sequential(nn.Linear(17, 34), nn.ReLU(), nn.Linear(34, classes))
    optimizer = torch.optim.Adagrad(model.parameters(), lr=0.01)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        scores = model(x)
        loss = F.cross_entropy(target=y, input=torch.softmax(scores, dim=1))  # error: softmax-before-cross-entropy
        loss.backward()
        optimizer.step()
    return model
