# Must be silent: the configuration of DeepSpeed tells the window.
import torch
from accelerate import Accelerator
from accelerate.utils import DeepSpeedPlugin
from torch import nn


def train(model, loader, args):
    plugin = DeepSpeedPlugin(hf_ds_config=args.deepspeed_config)
    accelerator = Accelerator(deepspeed_plugin=plugin)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.0)
    model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
    for x, y in loader:
        with accelerator.accumulate(model):
            loss = nn.functional.cross_entropy(model(x), y)
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()
    print(args.gradient_accumulation_steps)
