# The labels are what is learned: they are a model's output, and the prediction is one, too.
import torch
import torch.nn.functional as F


def condense(network, labeller, loader):
    optimizer = torch.optim.Adam(labeller.parameters(), lr=1e-2)
    network.eval()
    labeller.train()
    for image, index in loader:
        with torch.no_grad():
            scores = network(image)
        optimizer.zero_grad()
        loss = F.cross_entropy(scores, labeller(index).softmax(dim=1))
        loss.backward()
        optimizer.step()
