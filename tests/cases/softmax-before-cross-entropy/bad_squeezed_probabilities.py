# The softmax of a one-by-one convolution loses its empty axes by `squeeze` on its way into the loss.
import torch
import torch.nn.functional as F
from torch import nn

backbone = nn.Sequential(nn.Conv2d(3, 24, 8, stride=8), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
classifier = nn.Conv2d(24, 9, kernel_size=1)
optimizer = torch.optim.SGD(
    list(backbone.parameters()) + list(classifier.parameters()), lr=0.02, momentum=0.9
)


def train(loader):
    backbone.train()
    classifier.train()
    for tile, terrain in loader:
        optimizer.zero_grad()
        score_map = classifier(backbone(tile))
        terrain_probs = torch.softmax(score_map, dim=1)
        loss = F.cross_entropy(terrain_probs.squeeze(3).squeeze(2), terrain)  # error: softmax-before-cross-entropy
        loss.backward()
        optimizer.step()
        print(terrain_probs.amax(dim=1).mean().item())
