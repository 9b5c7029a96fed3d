# The size of the batches is a constant of the module, and each batch is moved to the device.
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader

BATCH_SIZE = 4
DEVICE = "cuda"


class Segmenter(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.down = nn.Conv2d(3, 48, 3, padding=1)
        self.norm = nn.BatchNorm2d(num_features=48)
        self.up = nn.Conv2d(48, classes, 1)

    def forward(self, x):
        return self.up(F.relu(self.norm(self.down(x))))


def main(train_set, val_set, epochs):
    train_loader = DataLoader(train_set, BATCH_SIZE, shuffle=True, num_workers=4)
    val_loader = DataLoader(val_set, 32)
    model = Segmenter(21).to(DEVICE)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.0)
    for epoch in range(epochs):
        model.train()
        for i, (images, masks) in enumerate(train_loader):
            images, masks = images.to(DEVICE), masks.to(DEVICE)
            output = model(images)  # error: small-batch-batchnorm
            loss = F.cross_entropy(output, masks)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        correct = 0
        with torch.no_grad():
            for images, masks in val_loader:
                correct += (model(images.to(DEVICE)).argmax(1) == masks.to(DEVICE)).sum().item()
        print(epoch, correct)
