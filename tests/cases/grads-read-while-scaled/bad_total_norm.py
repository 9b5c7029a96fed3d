# torch's own function for the total norm is given gradients that nobody has unscaled.
import torch
from torch import nn

net = nn.Conv2d(3, 8, 3)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
scaler = torch.amp.GradScaler("cpu")

for images, targets in torch.load("images.pt"):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16):
        loss = nn.functional.mse_loss(net(images), targets)
    scaler.scale(loss).backward()
    norm = nn.utils.get_total_norm([p.grad for p in net.parameters()])  # error: grads-read-while-scaled
    scaler.step(optimizer)
    scaler.update()
    print(norm.item())
