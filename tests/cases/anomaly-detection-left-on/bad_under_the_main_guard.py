# Under the main guard it is the first thing that the program does.
import torch
from torch import nn
from torch.autograd import detect_anomaly, set_detect_anomaly


def fit(model, batches, lr=0.05):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for x, y in batches:
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(x), y)
        loss.backward()
        optimizer.step()


if __name__ == "__main__":
    set_detect_anomaly(True)  # error: anomaly-detection-left-on
    torch.manual_seed(1)
    fit(nn.Linear(6, 1), [(torch.randn(32, 6), torch.rand(32, 1).round()) for _ in range(50)])
