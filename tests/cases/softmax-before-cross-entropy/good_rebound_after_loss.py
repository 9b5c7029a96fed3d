# The outputs are rebound to their softmax only after the loss was taken; the next iteration binds them to fresh logits.
import torch
import torch.nn.functional as F


def train_epoch(model, loader, criterion_weights, optimizer, meter):
    criterion = torch.nn.CrossEntropyLoss(weight=criterion_weights)
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        outputs = model(images)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()

        outputs = F.softmax(outputs, dim=1)
        confidence, predicted = outputs.max(dim=1)
        meter.update(confidence.mean().item(), (predicted == labels).float().mean().item())
