# To change the rate, a new optimizer with momentum is built for each step: it never gains any.
from torch import nn, optim


def train(model: nn.Module, batches, rate: float) -> None:
    criterion = nn.CrossEntropyLoss()
    for step, (inputs, labels) in enumerate(batches):
        current = rate * 0.99**step
        opt = optim.SGD(model.parameters(), lr=current, momentum=0.9)  # error: optimizer-in-loop
        loss = criterion(model(inputs), labels)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
