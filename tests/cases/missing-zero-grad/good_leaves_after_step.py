# Must be silent: the loop is left right after its only step, a retry around backward and no training loop.
import torch.nn.functional as F


def step_with_retries(model, optimizer, batch, attempts=3):
    for attempt in range(attempts):
        try:
            loss = F.mse_loss(model(batch["x"]), batch["y"])
        except RuntimeError as error:
            print(f"attempt {attempt} failed: {error}")
            continue
        loss.backward()
        optimizer.step()
        return loss.item()
    return None
