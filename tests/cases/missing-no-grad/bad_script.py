# In a script the loop over the validation data follows that of the training.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

inputs, targets = torch.randn(512, 20), torch.randn(512, 1)
train_loader = DataLoader(TensorDataset(inputs[:400], targets[:400]), batch_size=40, shuffle=True)
val_loader = DataLoader(TensorDataset(inputs[400:], targets[400:]), batch_size=40)
model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 1))
optimizer = torch.optim.Adam(model.parameters())
criterion = nn.MSELoss()

for epoch in range(5):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()

    model.eval()
    losses = []
    # what the model has not seen
    for x, y in val_loader:
        prediction = model(x)  # error: missing-no-grad

        # as a number
        losses.append(criterion(prediction, y).item())
    print(epoch, sum(losses) / len(losses))
