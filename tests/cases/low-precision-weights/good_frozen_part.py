# Must be silent: the encoder in float16 is frozen, and what is trained is in float32.
import torch
from torch import nn

encoder = nn.Linear(512, 128).half().cuda().requires_grad_(False)
head = nn.Linear(128, 10).cuda()
optimizer = torch.optim.Adam(head.parameters(), lr=1e-3)

for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    with torch.no_grad():
        features = encoder(x.half())
    nn.functional.cross_entropy(head(features.float()), y).backward()
    optimizer.step()
