# Everything arrives as a parameter and is known by convention only (`criterion(output, target)`): the loss is never divided by `accum_steps`.
import torch


def train(model, train_loader, criterion, optimizer, epoch, device, accum_steps):
    model.train()
    seen, correct = 0, 0
    optimizer.zero_grad()
    for i, (data, target) in enumerate(train_loader):
        data = data.to(device, non_blocking=True)
        target = target.to(device, non_blocking=True)

        output = model(data)
        loss = criterion(output, target)
        loss.backward()  # error: unscaled-accumulation-loss

        with torch.no_grad():
            correct += (output.argmax(dim=1) == target).sum().item()
            seen += target.size(0)

        if (i + 1) % accum_steps == 0:
            optimizer.step()
            optimizer.zero_grad()

        if i % 100 == 0:
            print(f"epoch {epoch} batch {i} loss {loss.item():.4f} acc {correct / seen:.3f}")
    return correct / seen
