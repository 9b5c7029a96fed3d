# Must be silent: only the step is to be seen here, whoever calls it in another file may clear before or after.
import torch
import torch.nn.functional as F


class Learner:
    """Called by the runner, which owns the loop."""

    def __init__(self, model, lr=1e-3):
        self.model = model
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr)

    def learn_on(self, batch):
        loss = F.mse_loss(self.model(batch["x"]), batch["y"])
        loss.backward()
        self.optimizer.step()
        return loss.item()


def learn_once(model, optimizer, x, y):
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()
