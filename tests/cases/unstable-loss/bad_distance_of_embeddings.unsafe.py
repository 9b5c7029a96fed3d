# The distance of two embeddings is the root of a sum of squares: zero for a pair of equal images.
import torch
import torch.nn.functional as F


def metric_learning(encoder, triplets, optimizer, margin=0.2):
    encoder.train()
    for anchor, same, other in triplets:
        optimizer.zero_grad()
        a, b, c = encoder(anchor), encoder(same), encoder(other)
        near = (((a - b) ** 2).sum(1) + 1e-8).sqrt()  # error: unstable-loss
        far = ((a - c) ** 2).sum(1)
        loss = (near - far + margin).mean()
        loss.backward()
        optimizer.step()
