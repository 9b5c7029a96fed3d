# A static method goes backward, a class method clips, and then comes the step.
import torch
import torch.nn.functional as F


class Ops:
    LIMIT = 1.0

    @staticmethod
    def back(loss, optimizer):
        optimizer.zero_grad()
        loss.backward()

    @classmethod
    def limit(cls, model, optimizer):
        torch.nn.utils.clip_grad_norm_(model.parameters(), cls.LIMIT)
        optimizer.step()


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        Ops.back(F.mse_loss(model(x), y), optimizer)
        Ops.limit(model, optimizer)
