# A script from the days of PyTorch 0.3 clips by the name that the function had then.
import torch
import torch.nn as nn

model = nn.LSTM(16, 64, batch_first=True)
head = nn.Linear(64, 16)
optimizer = torch.optim.SGD([*model.parameters(), *head.parameters()], lr=1.0)

for _ in range(100):
    x = torch.randn(8, 20, 16)
    optimizer.zero_grad()
    hidden, _ = model(x)
    loss = nn.functional.mse_loss(head(hidden[:, :-1]), x[:, 1:])
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 0.25)  # error: deprecated-clip-grad-norm
    optimizer.step()
