# Must be silent: a plug-in tells the window.
import torch
from accelerate import Accelerator
from accelerate.utils import GradientAccumulationPlugin
from torch import nn


def main(args):
    plugin = GradientAccumulationPlugin(num_steps=args.accumulation_steps)
    accelerator = Accelerator(gradient_accumulation_plugin=plugin)
    model = nn.Linear(16, 4)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
    model, optimizer, loader = accelerator.prepare(model, optimizer, args.loader)
    model.train()
    for inputs, labels in loader:
        with accelerator.accumulate(model):
            loss = nn.functional.cross_entropy(model(inputs), labels)
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()
