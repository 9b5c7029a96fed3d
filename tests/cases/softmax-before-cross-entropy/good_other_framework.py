# Not torch: Paddle's criterion with `use_softmax=False` takes probabilities, and shares the names of everything else.
import paddle
import paddle.nn as nn
import paddle.nn.functional as F


def train(loader, inputs, classes):
    model = nn.Sequential(nn.Linear(inputs, 64), nn.ReLU(), nn.Linear(64, classes))
    criterion = nn.CrossEntropyLoss(use_softmax=False)
    optimizer = paddle.optimizer.SGD(learning_rate=0.1, parameters=model.parameters())
    model.train()
    for x, y in loader:
        probs = F.softmax(model(x), axis=1)
        loss = criterion(probs, y)
        loss.backward()
        optimizer.step()
        optimizer.clear_grad()
