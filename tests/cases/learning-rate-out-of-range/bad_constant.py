# A constant of the module says one, where one thousandth was meant.
from torch import nn, optim

LR = 1.0
EPOCHS = 10


def main(loader):
    model = nn.LSTM(32, 64, batch_first=True)
    criterion = nn.MSELoss()
    optimizer = optim.RAdam(model.parameters(), LR)  # error: learning-rate-out-of-range
    for _ in range(EPOCHS):
        for sequence, target in loader:
            optimizer.zero_grad()
            output, _ = model(sequence)
            criterion(output, target).backward()
            optimizer.step()
