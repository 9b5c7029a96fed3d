# Must be silent: every round makes a new leaf and a new optimizer, so no old gradient exists.
import torch
import torch.nn.functional as F


def attack_all(classifier, images, labels, epsilon=0.03):
    found = []
    for image, label in zip(images, labels):
        delta = torch.zeros_like(image, requires_grad=True)
        optimizer = torch.optim.SGD([delta], lr=epsilon)
        loss = -F.cross_entropy(classifier((image + delta).unsqueeze(0)), label.unsqueeze(0))
        loss.backward()
        optimizer.step()
        found.append((image + delta).detach())
    return found
