# Auxiliary-classifier GAN: forward returns a pair, the second element comes from a Sequential that ends in Softmax and is unpacked into the cross-entropy.
import torch
from torch import nn


class Discriminator(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(channels, 32, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
        )
        self.adv_layer = nn.Linear(32 * 16 * 16, 1)
        self.aux_layer = nn.Sequential(
            nn.Linear(32 * 16 * 16, classes),
            nn.Softmax(dim=1),
        )

    def forward(self, image):
        out = self.features(image)
        validity = self.adv_layer(out)
        return validity, self.aux_layer(out)


def train_discriminator(loader, classes, device):
    discriminator = Discriminator(3, classes).to(device)
    adversarial_loss = nn.BCEWithLogitsLoss()
    auxiliary_loss = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    discriminator.train()
    for images, labels, is_real in loader:
        images, labels, is_real = images.to(device), labels.to(device), is_real.to(device)
        optimizer.zero_grad()
        validity, label_guess = discriminator(images)
        judged = adversarial_loss(validity.squeeze(1), is_real)
        named = auxiliary_loss(label_guess, labels)  # error: softmax-before-cross-entropy
        loss = 0.5 * (judged + named)
        loss.backward()
        optimizer.step()
