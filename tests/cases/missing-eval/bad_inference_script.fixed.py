# An inference script: the model is built, its weights are restored, and it predicts with Dropout and BatchNorm as in training.
import argparse

import torch
from torch import nn


class AudioClassifier(nn.Module):
    def __init__(self, mels=64, classes=50):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv1d(mels, 128, 3, padding=1),
            nn.BatchNorm1d(128),
            nn.ReLU(),
            nn.Dropout(0.25),
        )
        self.fc = nn.Linear(128, classes)

    def forward(self, x):
        return self.fc(self.conv(x).mean(dim=-1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("spectrograms")
    parser.add_argument("--weights", default="audio.pt")
    args = parser.parse_args()

    model = AudioClassifier()
    model.load_state_dict(torch.load(args.weights, map_location="cpu", weights_only=True))
    batch = torch.load(args.spectrograms, weights_only=True)

    model.eval()
    with torch.no_grad():
        logits = model(batch)  # error: missing-eval
        predictions = logits.softmax(dim=-1).argmax(dim=-1)
    for index, label in enumerate(predictions.tolist()):
        print(index, label)


if __name__ == "__main__":
    main()
