# Must be silent: each sample's gradient is limited by itself, kept elsewhere and cleared, as private training does.
import torch
from torch import nn

model = nn.Linear(10, 2)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
inputs, labels = torch.randn(64, 10), torch.randint(0, 2, (64,))

for start in range(0, 64, 8):
    kept = [torch.zeros_like(p) for p in model.parameters()]
    for x, y in zip(inputs[start : start + 8], labels[start : start + 8]):
        model.zero_grad()
        criterion(model(x[None]), y[None]).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for total, p in zip(kept, model.parameters()):
            total += p.grad
    for total, p in zip(kept, model.parameters()):
        p.grad = (total + 0.1 * torch.randn_like(total)) / 8
    optimizer.step()
