# Adam over a model with LayerNorm and BatchNorm: its default decay is zero.
import torch
from torch import nn, optim


class SpeechNet(nn.Module):
    def __init__(self, mels=80, hidden=128, classes=35):
        super().__init__()
        self.conv = nn.Conv1d(mels, hidden, 5, padding=2)
        self.bn = nn.BatchNorm1d(hidden)
        self.gru = nn.GRU(hidden, hidden, batch_first=True)
        self.ln = nn.LayerNorm(hidden)
        self.fc = nn.Linear(hidden, classes)

    def forward(self, x):
        x = torch.relu(self.bn(self.conv(x))).transpose(1, 2)
        out, _ = self.gru(x)
        return self.fc(self.ln(out[:, -1]))


def train(loader, epochs):
    model = SpeechNet()
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(model.parameters(), lr=1e-3, betas=(0.9, 0.98))
    for epoch in range(epochs):
        model.train()
        for spectrogram, label in loader:
            optimizer.zero_grad()
            loss = criterion(model(spectrogram), label)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        print(epoch, loss.item())
