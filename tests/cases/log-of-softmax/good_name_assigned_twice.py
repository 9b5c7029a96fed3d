# The name means probabilities on one way and clamped ones on the other.
import torch


def train(model, loader, optimizer, safe):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        probs = torch.softmax(model(x), dim=1)
        if safe:
            probs = probs.clamp_min(1e-6)
        loss = -torch.log(probs).gather(1, y.unsqueeze(1)).mean()
        loss.backward()
        optimizer.step()
