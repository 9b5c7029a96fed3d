# The window is a literal 4 and batches count from one: `F.mse_loss` is a mean, four of them are added up.
import torch
import torch.nn.functional as F
from torch import nn

encoder = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 16))
decoder = nn.Sequential(nn.Linear(16, 128), nn.ReLU(), nn.Linear(128, 784), nn.Sigmoid())
autoencoder = nn.Sequential(encoder, decoder)
optimizer = torch.optim.Adam(autoencoder.parameters(), lr=1e-3)


def fit(loader, epochs):
    autoencoder.train()
    for epoch in range(epochs):
        optimizer.zero_grad()
        for i, (images, _) in enumerate(loader, start=1):
            flat = images.view(images.size(0), -1)
            reconstruction = autoencoder(flat)
            loss = F.mse_loss(reconstruction, flat)
            (loss / 4).backward()  # error: unscaled-accumulation-loss
            if i % 4 == 0:
                optimizer.step()
                optimizer.zero_grad()
        print(epoch, loss.item())
