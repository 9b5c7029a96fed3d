# NLLLoss gets the scores of a model that ends in a linear layer: it has no lower bound.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
digits = TensorDataset(torch.randn(256, 64), torch.randint(0, 10, (256,)))
loader = DataLoader(digits, batch_size=32, shuffle=True)
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
criterion = nn.NLLLoss(ignore_index=-1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

model.train()
for epoch in range(2):
    for image, digit in loader:
        optimizer.zero_grad()
        loss = criterion(model(image), digit)  # error: nll-without-log-softmax
        loss.backward()
        optimizer.step()
