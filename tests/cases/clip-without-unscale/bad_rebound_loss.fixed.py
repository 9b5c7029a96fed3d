# The scaled loss is bound to the same name before backward, and the clip is written over several lines.
import torch
import torch.nn as nn


def pretrain(model, batches, steps, peak_lr):
    optimizer = torch.optim.Adam(model.parameters(), lr=peak_lr, betas=(0.9, 0.98))
    scaler = torch.amp.GradScaler("cuda")
    criterion = nn.CrossEntropyLoss(ignore_index=-100)
    model.train()
    for step, (tokens, labels) in zip(range(steps), batches):
        with torch.amp.autocast("cuda"):
            logits = model(tokens)
            loss = criterion(logits.view(-1, logits.size(-1)), labels.view(-1))
        optimizer.zero_grad()
        loss = scaler.scale(loss)
        loss.backward()
        scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(  # error: clip-without-unscale
            model.parameters(),
            max_norm=1.0,
        )
        scaler.step(optimizer)
        scaler.update()
