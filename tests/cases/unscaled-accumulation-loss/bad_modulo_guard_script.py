# Module-level script: eight mean-reduced micro-batch losses go backward undivided before one guarded step, so the gradient is eight times too large.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

accumulation_steps = 8
dataset = TensorDataset(torch.randn(1024, 20), torch.randint(0, 5, (1024,)))
loader = DataLoader(dataset, batch_size=16, shuffle=True)

model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)

model.train()
for epoch in range(10):
    running_loss = 0.0
    optimizer.zero_grad()
    for i, (features, labels) in enumerate(loader):
        outputs = model(features)
        loss = criterion(outputs, labels)
        loss.backward()  # error: unscaled-accumulation-loss
        running_loss += loss.item()

        if (i + 1) % accumulation_steps == 0:
            optimizer.step()
            optimizer.zero_grad()

    print(f"epoch {epoch}: {running_loss / len(loader):.4f}")
