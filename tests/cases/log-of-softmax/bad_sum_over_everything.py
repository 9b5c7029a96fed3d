# The sum is taken over all entries: no axis can be given to logsumexp.
import torch


def partition(energy, samples, optimizer):
    energy.train()
    for batch in samples:
        optimizer.zero_grad()
        loss = energy(batch).mean() + torch.log(torch.sum(torch.exp(-energy(batch))))  # error: log-of-softmax
        loss.backward()
        optimizer.step()
