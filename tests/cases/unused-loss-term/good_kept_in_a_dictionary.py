# The terms are kept in a dictionary whose values are added up.
import torch
import torch.nn.functional as F


def train(model, loader):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for image, box, label in loader:
        boxes, scores = model(image)
        classes = F.cross_entropy(scores, label)
        places = F.smooth_l1_loss(boxes, box)
        losses = {"classes": classes, "places": places}
        optimizer.zero_grad()
        sum(losses.values()).backward()
        optimizer.step()
