# `cross_entropy` and the criterion come from another project and may take probabilities: their names are not torch's.
import torch
import torch.nn.functional as F
from labkit.losses import ProbabilityCrossEntropy, cross_entropy


def train(model, loader, optimizer):
    criterion = ProbabilityCrossEntropy()
    model.train()
    for x, y, coarse in loader:
        optimizer.zero_grad()
        fine_logits, coarse_logits = model(x)
        probs = F.softmax(fine_logits, dim=1)
        loss = criterion(probs, y) + cross_entropy(torch.softmax(coarse_logits, dim=1), coarse)
        loss.backward()
        optimizer.step()
