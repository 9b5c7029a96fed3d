# Training and validation are phases of one loop, and the weights are kept before it and in it.
import time

import torch


def train_model(model, criterion, optimizer, scheduler, dataloaders, sizes, num_epochs=25):
    since = time.time()
    best_model_wts = model.state_dict()  # error: aliased-best-state
    best_acc = 0.0
    for epoch in range(num_epochs):
        for phase in ["train", "val"]:
            if phase == "train":
                model.train()
            else:
                model.eval()
            corrects = 0
            for inputs, labels in dataloaders[phase]:
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    outputs = model(inputs)
                    loss = criterion(outputs, labels)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()
                corrects += (outputs.argmax(1) == labels).sum().item()
            if phase == "train":
                scheduler.step()
            epoch_acc = corrects / sizes[phase]
            if phase == "val" and epoch_acc > best_acc:
                best_acc = epoch_acc
                best_model_wts = model.state_dict()  # error: aliased-best-state
    print(f"{time.time() - since:.0f} s, best accuracy {best_acc:.4f}")
    model.load_state_dict(best_model_wts)
    return model
