# The initial weights are to be restored for a second run, and are those of the first run by then.
import copy as cp

import torch


def sweep(model, batches, rates):
    loss_fn = torch.nn.MSELoss()
    options = cp.copy(rates)
    start = cp.deepcopy(model.state_dict())  # error: aliased-best-state
    losses = []
    for rate in options:
        model.load_state_dict(start)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for x, y in batches:
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    return losses
