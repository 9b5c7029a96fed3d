# Seen in Accelerate's own tests: a function called test_... trains; `train()` before it is meant.
import tempfile

import torch
from accelerate import Accelerator
from torch import nn
from torch.utils.data import DataLoader


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(3, 4)
        self.norm = nn.BatchNorm1d(4)

    def forward(self, x):
        return self.norm(self.linear(x))


def test_state_is_saved(train_set, valid_set):
    accelerator = Accelerator()
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loader, valid = DataLoader(train_set, batch_size=2), DataLoader(valid_set, batch_size=2)
    prepared, optimizer, loader, valid = accelerator.prepare(model, optimizer, loader, valid)
    model.train()
    with tempfile.TemporaryDirectory() as folder:
        for step, (x, y) in enumerate(loader):
            loss = nn.functional.mse_loss(prepared(x), y)
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()
            if step == 2:
                accelerator.save_state(folder)
        accelerator.load_state(folder)
        for x, y in loader:
            loss = nn.functional.mse_loss(prepared(x), y)
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()
