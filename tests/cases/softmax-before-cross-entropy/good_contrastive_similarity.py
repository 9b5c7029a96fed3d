# Contrastive training: cross-entropy on the similarity matrix; the softmax along the other axis is only read for the log.
import torch
import torch.nn.functional as F
from torch import nn


def train(image_tower, text_tower, loader, temperature=0.07):
    parameters = [*image_tower.parameters(), *text_tower.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=5e-4)
    image_tower.train()
    text_tower.train()
    for images, texts in loader:
        optimizer.zero_grad()
        a = F.normalize(image_tower(images), dim=1)
        b = F.normalize(text_tower(texts), dim=1)
        similarity = a @ b.T / temperature
        labels = torch.arange(len(a), device=a.device)
        loss = (F.cross_entropy(similarity, labels) + F.cross_entropy(similarity.T, labels)) / 2
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        matched = similarity.detach().softmax(dim=1).diagonal().mean().item()
        print(loss.item(), matched)
