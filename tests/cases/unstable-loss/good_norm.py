# The norm of a difference has a derivative of zero at zero, as PyTorch defines it.
import torch


def train(encoder, pairs, optimizer):
    encoder.train()
    for one, two in pairs:
        optimizer.zero_grad()
        loss = torch.linalg.vector_norm(encoder(one) - encoder(two), dim=1).mean()
        loss.backward()
        optimizer.step()
