# Calibration by temperature: cross-entropy gets `logits / T`, and the softmax comes only when the calibrated model is asked.
import torch
import torch.nn.functional as F
from torch import nn


class Temperature(nn.Module):
    def __init__(self):
        super().__init__()
        self.log_t = nn.Parameter(torch.zeros(()))

    def forward(self, logits):
        return logits / self.log_t.exp()


def calibrate(logits, labels, steps=50):
    scaler = Temperature()
    optimizer = torch.optim.LBFGS(scaler.parameters(), lr=0.1, max_iter=steps)

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(scaler(logits), labels)
        loss.backward()
        return loss

    optimizer.step(closure)
    return lambda new: F.softmax(scaler(new).detach(), dim=1)
