# The keywords are right, and what they are given is not.
import torch
import torch.nn.functional as F


def step(model, optimizer, x, y):
    optimizer.zero_grad()
    log_probs = F.log_softmax(model(x), dim=1)
    loss = F.nll_loss(input=log_probs, target=y)  # error: swapped-loss-arguments
    loss.backward()
    optimizer.step()


def train(model, dataloader):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for x, y in dataloader:
        step(model, optimizer, x, y)
