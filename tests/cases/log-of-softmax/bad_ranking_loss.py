# A pairwise ranking loss is the logarithm of the sigmoid of the difference of two scores.
import torch


def bpr(model, triples, optimizer):
    model.train()
    total = 0.0
    for user, liked, other in triples:
        optimizer.zero_grad()
        difference = model(user, liked) - model(user, other)
        loss = -torch.log(torch.sigmoid(difference)).mean()  # error: log-of-softmax
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total
