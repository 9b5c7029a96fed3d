# A Sequential ending in `nn.LogSoftmax` trained with the functional `nll_loss`; a cross-entropy elsewhere in the file gets another model's logits.
import torch
import torch.nn.functional as F
from torch import nn

digits = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.LogSoftmax(dim=1))
letters = nn.Sequential(nn.Flatten(), nn.Linear(784, 26))
optimizer = torch.optim.SGD([*digits.parameters(), *letters.parameters()], lr=0.1)


def train(loader):
    digits.train()
    letters.train()
    for image, digit, letter in loader:
        optimizer.zero_grad()
        loss = F.nll_loss(digits(image), digit) + F.cross_entropy(letters(image), letter)
        loss.backward()
        optimizer.step()
