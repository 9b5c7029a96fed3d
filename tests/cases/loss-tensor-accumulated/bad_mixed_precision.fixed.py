# Under mixed precision the scaled loss goes backward, and the sum keeps the graph of the plain one.
import torch
import torch.nn.functional as F


def train(model, loader, optimizer, scaler, writer, epoch):
    model.train()
    epoch_loss = torch.zeros(1, device="cuda")
    for x, y in loader:
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cuda", dtype=torch.float16):
            loss = F.cross_entropy(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        epoch_loss += loss.detach().mean()  # error: loss-tensor-accumulated
    writer.add_scalar("loss", epoch_loss.item() / len(loader), epoch)
