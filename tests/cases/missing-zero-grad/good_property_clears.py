# Reading a property of the class clears the gradients.
import torch
import torch.nn.functional as F


class Learner:
    def __init__(self, model):
        self.model = model
        self._optimizer = torch.optim.Adam(model.parameters())

    @property
    def cleared(self):
        self._optimizer.zero_grad()
        return self._optimizer

    def fit(self, loader):
        for x, y in loader:
            optimizer = self.cleared
            F.mse_loss(self.model(x), y).backward()
            optimizer.step()
