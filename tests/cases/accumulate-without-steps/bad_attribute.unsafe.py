# A trainer keeps its accelerator in an attribute, and the constant for the window in the module.
import torch
from accelerate import Accelerator
from torch import nn

ACCUMULATION = 8


class Trainer:
    def __init__(self, model, loader):
        self.accelerator = Accelerator(  # error: accumulate-without-steps
            mixed_precision="fp16",
            log_with="wandb", gradient_accumulation_steps=ACCUMULATION,
        )
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        self.model, self.optimizer, self.loader = self.accelerator.prepare(model, optimizer, loader)

    def fit(self):
        print("a batch is", ACCUMULATION, "times as large")
        for inputs, labels in self.loader:
            with self.accelerator.accumulate(self.model):
                loss = nn.functional.cross_entropy(self.model(inputs), labels)
                self.accelerator.backward(loss)
                self.optimizer.step()
                self.optimizer.zero_grad()
