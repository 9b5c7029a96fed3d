# A package re-exports the model and the criterion; both are imported from it under other names.
import torch

from lib import ClassificationLoss, build as build_model


def main(loader):
    model = build_model(10)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = ClassificationLoss()
    for images, labels in loader:
        optimizer.zero_grad()
        scores = model(images)
        loss = criterion(scores, labels)  # error: softmax-before-cross-entropy
        loss.backward()
        optimizer.step()
