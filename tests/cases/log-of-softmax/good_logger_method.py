# The log that is called here is a method of a logger, and what it gets is a probability.
import torch


def train(model, loader, optimizer, logger):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        scores = model(x)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, y)
        loss.backward()
        optimizer.step()
        logger.log(torch.sigmoid(scores).mean())
