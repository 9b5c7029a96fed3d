# A minus sign is missing in the exponent of the rate.
import torch
import torch.nn.functional as F


class Trainer:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(
            model.parameters(),
            lr=1e2,  # error: learning-rate-out-of-range
            momentum=0.9,
        )

    def step(self, x, y):
        self.optimizer.zero_grad()
        loss = F.cross_entropy(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss.item()
