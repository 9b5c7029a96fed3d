# The remainder is asked the other way round, and the schedule has already advanced when the round is left.
from torch import nn, optim
from torch.optim.lr_scheduler import PolynomialLR


def run(model: nn.Module, loader, optimizer_rate: float, epochs: int, window: int) -> None:
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=optimizer_rate)
    decay = PolynomialLR(optimizer, total_iters=epochs * (len(loader) // window), power=0.9)
    for _ in range(epochs):
        for index, (images, masks) in enumerate(loader):
            loss = criterion(model(images), masks) / window
            loss.backward()
            if (index + 1) % window:
                continue
            optimizer.step()
            decay.step()  # error: scheduler-in-accumulation
            optimizer.zero_grad(set_to_none=True)
