# Tensors that were read from a file are given in the order of that file.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm


def fit(path, epochs, lr):
    stored = torch.load(path)
    train_set = TensorDataset(stored["features"].float(), stored["labels"].long())
    train_loader = DataLoader(train_set, batch_size=256, shuffle=True, pin_memory=True)  # error: unshuffled-training-data
    model = nn.Linear(stored["features"].shape[1], 12)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    epoch = 0
    while epoch < epochs:
        for features, labels in tqdm(train_loader):
            optimizer.zero_grad(set_to_none=True)
            loss = nn.functional.cross_entropy(model(features), labels)
            loss.backward()
            optimizer.step()
        epoch += 1
    return model
