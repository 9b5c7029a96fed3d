# Must be silent: the pass that trains comes first, so that the casts in the cache have their history.
import torch
from torch import nn

model = nn.Linear(32, 4).cuda()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    with torch.autocast("cuda", dtype=torch.bfloat16):
        loss = nn.functional.mse_loss(model(x), y)
        with torch.no_grad():
            noise = model(torch.randn_like(x)).abs().mean()
    loss.backward()
    optimizer.step()
    print(noise.item())
