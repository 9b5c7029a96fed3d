# A script without functions: the clip, with the comment that explains it, stands below the step.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
data = TensorDataset(torch.randn(512, 20, 8), torch.randn(512, 1))
loader = DataLoader(data, batch_size=32, shuffle=True)

rnn = nn.LSTM(8, 64, batch_first=True)
head = nn.Linear(64, 1)
params = list(rnn.parameters()) + list(head.parameters())
optimizer = torch.optim.Adam(params, lr=1e-3)
criterion = nn.MSELoss()

for epoch in range(10):
    for x, y in loader:
        hidden, _ = rnn(x)
        prediction = head(hidden[:, -1])
        loss = criterion(prediction, y)
        optimizer.zero_grad()
        loss.backward()

        optimizer.step()
        # LSTMs explode on the longer sequences,
        # so keep the norm small.
        torch.nn.utils.clip_grad_norm_(params, 0.25)  # error: clip-after-step

    print(f"epoch {epoch}: {loss.item():.4f}")
