# A `while` loop over a global step that is never reset: the modulo of the global step closes the window, the losses go in whole.
import torch
import torch.nn.functional as F
from torch import nn


def endless(loader):
    while True:
        yield from loader


def train(loader, config):
    model = nn.LSTM(config.inputs, config.hidden, batch_first=True)
    head = nn.Linear(config.hidden, 1)
    params = list(model.parameters()) + list(head.parameters())
    optimizer = torch.optim.Adam(params, lr=config.lr)
    batches = endless(loader)

    model.train()
    head.train()
    optimizer.zero_grad()
    global_step = 0
    while global_step < config.max_steps:
        series, value = next(batches)
        states, _ = model(series)
        loss = F.mse_loss(head(states[:, -1]), value)
        loss.backward()  # error: unscaled-accumulation-loss
        global_step += 1
        if global_step % config.accumulation == 0:
            nn.utils.clip_grad_norm_(params, config.max_norm)
            optimizer.step()
            optimizer.zero_grad()
    return model, head
