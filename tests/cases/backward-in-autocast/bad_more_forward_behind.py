# Behind backward the same region computes an average of predictions, so that it cannot simply end.
import torch
from torch import nn

model = nn.Linear(32, 4).cuda()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
average = torch.zeros(4, device="cuda")

for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    with torch.autocast("cuda", dtype=torch.bfloat16):
        prediction = model(x)
        loss = nn.functional.mse_loss(prediction, y)
        loss.backward()  # error: backward-in-autocast
        average = torch.lerp(average, prediction.detach().mean(0), 0.1)
    optimizer.step()
