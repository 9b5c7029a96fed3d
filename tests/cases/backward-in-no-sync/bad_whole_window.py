# All micro-batches of a window stand inside no_sync, the last one too.
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(loader, steps_per_window):
    model = DistributedDataParallel(nn.Linear(20, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for window in loader:
        optimizer.zero_grad()
        with model.no_sync():
            for x, y in window:
                loss = criterion(model(x), y) / steps_per_window
                loss.backward()
        optimizer.step()  # error: backward-in-no-sync


if __name__ == "__main__":
    dist.init_process_group("gloo")
    train([[(torch.randn(8, 20), torch.randint(0, 5, (8,))) for _ in range(4)]], 4)
