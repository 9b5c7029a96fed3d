# Must be silent: DeepSpeed keeps a copy of the weights in float32 for the optimizer that it is given.
import deepspeed
import torch
from torch import nn

model = nn.Linear(32, 4).half()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
engine, optimizer, _, _ = deepspeed.initialize(model=model, optimizer=optimizer, config="ds.json")

for x, y in torch.load("batches.pt"):
    loss = nn.functional.mse_loss(engine(x.half()), y)
    engine.backward(loss)
    engine.step()
