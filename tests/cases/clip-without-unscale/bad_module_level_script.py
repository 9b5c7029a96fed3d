# A script without functions, with the current spelling of the scaler, and a comment above the clip.
import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_
from torch.utils.data import DataLoader, TensorDataset

device = "cuda"
data = TensorDataset(torch.randn(4096, 64), torch.randint(0, 10, (4096,)))
loader = DataLoader(data, batch_size=128, shuffle=True)

net = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 10)).to(device)
opt = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
grad_scaler = torch.amp.GradScaler("cuda")
criterion = nn.CrossEntropyLoss()

for epoch in range(20):
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        opt.zero_grad(set_to_none=True)
        with torch.autocast("cuda", dtype=torch.float16):
            loss = criterion(net(x), y)
        grad_scaler.scale(loss).backward()

        # gradient clipping
        clip_grad_norm_(net.parameters(), 0.5)  # error: clip-without-unscale

        grad_scaler.step(opt)
        grad_scaler.update()
    print(epoch, loss.item())
