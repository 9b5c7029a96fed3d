# Must be silent: an out-of-memory handler clears and goes on, and the clip of the ordinary path precedes the step.
import torch
import torch.nn.functional as F


def train(model, optimizer, batches, max_norm, logger):
    skipped = 0
    for batch in batches:
        optimizer.zero_grad()
        try:
            loss = F.cross_entropy(model(batch["tokens"]), batch["label"])
            loss.backward()
        except RuntimeError as error:
            if "out of memory" not in str(error):
                raise
            logger.warning("skipping batch of %d tokens", batch["tokens"].numel())
            skipped += 1
            optimizer.zero_grad()
            torch.cuda.empty_cache()
            continue
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
    return skipped
