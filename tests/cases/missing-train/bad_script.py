# In a script the model evaluates itself at the end of each epoch and stays in that mode.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

inputs, targets = torch.randn(512, 3, 8, 8), torch.randint(0, 10, (512,))
train_loader = DataLoader(TensorDataset(inputs[:400], targets[:400]), batch_size=32, shuffle=True)
test_loader = DataLoader(TensorDataset(inputs[400:], targets[400:]), batch_size=32)

model = nn.Sequential(
    nn.Conv2d(3, 16, 3),
    nn.BatchNorm2d(16),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(16 * 36, 10),
)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
criterion = nn.CrossEntropyLoss()

for epoch in range(5):
    # one pass over the data
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)  # error: missing-train
        loss.backward()
        optimizer.step()

    model.eval()
    losses = []
    with torch.no_grad():
        for x, y in test_loader:
            losses.append(criterion(model(x), y).item())
    print(epoch, sum(losses) / len(losses))
