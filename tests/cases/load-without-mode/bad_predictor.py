# An object keeps the restored network and answers requests with it.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 2))

    def forward(self, x):
        return self.layers(x)


class Predictor:
    def __init__(self, path, device="cpu"):
        self.device = device
        self.net = Net().to(device)
        self.net.load_state_dict(torch.load(path, map_location=device))

    def predict(self, rows):
        x = torch.tensor(rows, device=self.device)
        return self.net(x).softmax(-1)[:, 1].tolist()  # error: load-without-mode
