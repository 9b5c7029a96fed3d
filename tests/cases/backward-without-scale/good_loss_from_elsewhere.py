# Must be silent: the engine that computes the loss has the scaler too, and scales what it returns.
import torch
from engine import Engine


def train(model, loader, optimizer):
    scaler = torch.amp.GradScaler("cuda")
    engine = Engine(model, scaler)
    for batch in loader:
        optimizer.zero_grad()
        loss = engine.compute(batch)
        loss.backward()
        scaler.step(optimizer)
        scaler.update()
