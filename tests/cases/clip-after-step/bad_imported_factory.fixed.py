# Model and optimizer come from imported factories, and the clip stands below the step.
import torch

from solver import build_optimizer, build_scheduler
from zoo import build_model


def do_train(cfg, loader):
    model = build_model(cfg)
    model.train()
    optimizer = build_optimizer(model, cfg)
    scheduler = build_scheduler(optimizer, cfg)
    for iteration, batch in enumerate(loader):
        losses = model(batch)
        total = sum(losses.values())
        optimizer.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), cfg.clip)  # error: clip-after-step
        optimizer.step()
        scheduler.step()
        if iteration % cfg.log_period == 0:
            print(iteration, total.item())
    return model
