# A script whose decay is a constant of the module, over a convolutional network with GroupNorm.
import torch
import torch.nn as nn
import torch.nn.functional as F

LEARNING_RATE = 1e-3
WEIGHT_DECAY = 0.05


class ConvNet(nn.Module):
    def __init__(self, channels=32, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, channels, 3, padding=1)
        self.norm1 = nn.GroupNorm(8, channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm2 = nn.GroupNorm(8, channels)
        self.fc = nn.Linear(channels, classes)

    def forward(self, x):
        x = F.relu(self.norm1(self.conv1(x)))
        x = F.relu(self.norm2(self.conv2(x)))
        return self.fc(x.mean(dim=(2, 3)))


net = ConvNet()
optimizer = torch.optim.AdamW(  # error: weight-decay-on-norm
    net.parameters(),
    lr=LEARNING_RATE,
    weight_decay=WEIGHT_DECAY,
)

for step in range(100):
    images = torch.randn(16, 3, 32, 32)
    targets = torch.randint(0, 10, (16,))
    optimizer.zero_grad()
    loss = F.cross_entropy(net(images), targets)
    loss.backward()
    optimizer.step()
    if step % 10 == 0:
        print(step, loss.item())
