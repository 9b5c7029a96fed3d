# The trainable parameters are collected by a list comprehension, which still puts them all into one decayed group.
import torch
import torch.nn as nn
import torch.nn.functional as F


class PatchClassifier(nn.Module):
    def __init__(self, dim=64, classes=5):
        super().__init__()
        self.patches = nn.Conv2d(3, dim, kernel_size=4, stride=4)
        self.norm = nn.LayerNorm(dim)
        self.mlp = nn.Sequential(nn.Linear(dim, dim), nn.GELU(), nn.Linear(dim, classes))

    def forward(self, x):
        x = self.patches(x).flatten(2).mean(dim=2)
        return self.mlp(self.norm(x))


def train(loader, device, epochs):
    model = PatchClassifier().to(device)
    for parameter in model.patches.parameters():
        parameter.requires_grad = False
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-3, weight_decay=0.1)  # error: weight-decay-on-norm
    for epoch in range(epochs):
        running = 0.0
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            loss = F.cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item()
        print(epoch, running / len(loader))
    return model
