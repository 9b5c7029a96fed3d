# The loss comes from a function of another project that nobody can read here: it may well divide by the window, so silence.
import torch
from seglib.objectives import hybrid_objective


def train(model, loader, optimizer, config):
    model.train()
    optimizer.zero_grad()
    for i, sample in enumerate(loader):
        masks = model(sample["image"].to(config.device))
        loss = hybrid_objective(masks, sample["mask"].to(config.device), config)
        loss.backward()
        if (i + 1) % config.accumulation == 0:
            torch.nn.utils.clip_grad_norm_(model.parameters(), config.clip)
            optimizer.step()
            optimizer.zero_grad()
