# Must be silent: optimizer and schedule are built here and returned to who trains with them.
import torch


def build(model, settings):
    optimizer = torch.optim.AdamW(model.parameters(), lr=settings["lr"])
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=settings["step_size"])
    for group in optimizer.param_groups:
        print(len(group["params"]))
    return optimizer, scheduler
