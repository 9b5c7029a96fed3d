# After the best epoch only other models are trained, and the best one keeps its weights.
import copy

import torch
from torch import nn


def attempts(batches, held_out, width, count):
    overall, kept = float("inf"), None
    for attempt in range(count):
        torch.manual_seed(attempt)
        model = nn.Sequential(nn.Linear(width, 64), nn.ReLU(), nn.Linear(64, 1))
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        best, best_state = float("inf"), None
        for epoch in range(20):
            for x, y in batches:
                optimizer.zero_grad()
                loss = nn.functional.mse_loss(model(x), y)
                loss.backward()
                optimizer.step()
            with torch.no_grad():
                error = nn.functional.mse_loss(model(held_out[0]), held_out[1]).item()
            if error < best:
                best, best_state = error, copy.deepcopy(model.state_dict())
        model.load_state_dict(best_state)
        if best < overall:
            overall = best
            kept = model.state_dict()
    torch.save(kept, "overall.pt")
    return overall
