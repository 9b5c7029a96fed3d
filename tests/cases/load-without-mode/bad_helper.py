# One function restores the model, another one asks it; the weights are loaded as they come.
import torch
import torchvision


def restored(path):
    model = torchvision.models.resnet18(num_classes=7)
    model.load_state_dict(torch.load(path))
    return model


def main(path, images):
    model = restored(path)
    for image in images:
        scores = model(image[None])  # error: load-without-mode
        print(scores.topk(3).indices)
