# The auxiliary loss is scaled too, but comes after the gradients of the first have been unscaled and clipped.
import torch
from torch import nn

body, main, side = nn.Linear(64, 32), nn.Linear(32, 10), nn.Linear(32, 2)
parameters = [*body.parameters(), *main.parameters(), *side.parameters()]
optimizer = torch.optim.SGD(parameters, lr=0.1)
scaler = torch.amp.GradScaler("cpu")

for x, y, z in torch.load("batches.pt"):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16):
        hidden = body(x)
        loss = nn.functional.cross_entropy(main(hidden), y)
        auxiliary = nn.functional.cross_entropy(side(hidden), z)
    scaler.scale(loss).backward(retain_graph=True)
    scaler.scale(auxiliary).backward()
    scaler.unscale_(optimizer)  # error: unscale-in-accumulation
    nn.utils.clip_grad_norm_(parameters, 1.0)
    scaler.step(optimizer)
    scaler.update()
