# A static method steps and a class method clips, in the wrong order.
import torch
import torch.nn.functional as F


class Ops:
    LIMIT = 1.0

    @staticmethod
    def step(loss, optimizer):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    @classmethod
    def limit(cls, model):
        torch.nn.utils.clip_grad_norm_(model.parameters(), cls.LIMIT)  # error: clip-after-step


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        Ops.step(F.mse_loss(model(x), y), optimizer)
        Ops.limit(model)
