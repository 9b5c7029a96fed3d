# The clip runs over the optimizer's own parameter groups in a small loop: scaled all the same, and unscaled above the loop.
import torch


def train(backbone, head, loader, criterion):
    optimizer = torch.optim.SGD(
        [{"params": backbone.parameters(), "lr": 1e-3}, {"params": head.parameters(), "lr": 1e-2}],
        lr=1e-2,
        momentum=0.9,
    )
    scaler = torch.amp.GradScaler("cuda")
    for image, target in loader:
        optimizer.zero_grad()
        with torch.amp.autocast("cuda"):
            loss = criterion(head(backbone(image)), target)
        scaler.scale(loss).backward()
        for group in optimizer.param_groups:
            torch.nn.utils.clip_grad_norm_(group["params"], 35.0)  # error: clip-without-unscale
        scaler.step(optimizer)
        scaler.update()
