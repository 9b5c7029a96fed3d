# The softmax stands on the branch of the squared error; the branch of the cross-entropy gets the logits.
import torch
import torch.nn.functional as F


def objective(logits, labels, kind):
    if kind == "ce":
        return F.cross_entropy(logits, labels)
    probs = F.softmax(logits, dim=1)
    return F.mse_loss(probs, F.one_hot(labels, logits.size(1)).float())


def train(model, loader, optimizer, kind):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = objective(model(x), y, kind)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
