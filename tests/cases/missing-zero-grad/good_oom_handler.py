# Must be silent: both ways out of the loop body clear, the handler's and the ordinary one.
import torch


def train(model, optimizer, loader, criterion):
    for batch in loader:
        try:
            loss = criterion(model(batch["x"]), batch["y"])
            loss.backward()
            optimizer.step()
        except torch.cuda.OutOfMemoryError:
            print("out of memory, batch skipped")
            torch.cuda.empty_cache()
        finally:
            optimizer.zero_grad(set_to_none=True)
