# The loop over the phases "train" and "val" sets the mode on two branches, as PyTorch's tutorial on transfer learning does.
import torch
from torch import nn
from torchvision.models import resnet18


def train_model(loaders, num_classes, num_epochs=25):
    model = resnet18(num_classes=num_classes)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
    for epoch in range(num_epochs):
        for phase in ["train", "val"]:
            if phase == "train":
                model.train()
            else:
                model.eval()
            running_corrects = 0
            for inputs, labels in loaders[phase]:
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    outputs = model(inputs)
                    loss = criterion(outputs, labels)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()
                running_corrects += (outputs.argmax(dim=1) == labels).sum().item()
            print(epoch, phase, running_corrects / len(loaders[phase].dataset))
    return model
