# The first passes of a recycling model run without gradients, the last one is trained.
import torch
from torch import nn

cell = nn.Linear(64, 64).cuda()
optimizer = torch.optim.SGD(cell.parameters(), lr=0.1)

for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    with torch.autocast("cuda", dtype=torch.bfloat16):
        with torch.inference_mode():
            state = cell(x)
        prediction = cell(x + state.clone())  # error: no-grad-then-grad-in-autocast
        loss = nn.functional.mse_loss(prediction, y)
    loss.backward()
    optimizer.step()
