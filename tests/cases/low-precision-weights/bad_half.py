# The whole model is taken to float16 to save memory, and trained so.
import torch
from torch import nn

model = nn.Sequential(nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10)).cuda().half()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)  # error: low-precision-weights

for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x.half()).float(), y)
    loss.backward()
    optimizer.step()
