# The constructor builds the loader, and two methods further down it is trained on.
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Molecules(Dataset):
    """Molecules in the order of their size."""

    def __init__(self, folder):
        self.descriptors = torch.load(f"{folder}/descriptors.pt")
        self.energies = torch.load(f"{folder}/energies.pt")

    def __len__(self):
        return len(self.energies)

    def __getitem__(self, index):
        return self.descriptors[index], self.energies[index]


class Trainer:
    def __init__(self, folder, width):
        self.model = nn.Sequential(nn.Linear(width, 128), nn.SiLU(), nn.Linear(128, 1))
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        self.loader = DataLoader(Molecules(folder), batch_size=64, num_workers=2)  # error: unshuffled-training-data

    def train_epoch(self):
        for descriptors, energies in self.loader:
            self.optimizer.zero_grad()
            loss = nn.functional.l1_loss(self.model(descriptors).squeeze(1), energies)
            loss.backward()
            self.optimizer.step()

    def run(self, epochs):
        for epoch in range(epochs):
            self.train_epoch()
