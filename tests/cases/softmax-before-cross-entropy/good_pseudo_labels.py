# Pseudo-labels: the softmax of the weak view gives a confidence and an argmax, and these are target and mask of the loss on the strong view's logits.
import torch
import torch.nn.functional as F


def train(model, labelled, unlabelled, optimizer, threshold=0.95):
    model.train()
    for (x, y), (weak, strong) in zip(labelled, unlabelled):
        optimizer.zero_grad()
        logits = model(torch.cat([x, weak, strong]))
        logits_x, logits_weak, logits_strong = logits.split([len(x), len(weak), len(strong)])
        supervised = F.cross_entropy(logits_x, y)

        pseudo = torch.softmax(logits_weak.detach(), dim=-1)
        confidence, targets = pseudo.max(dim=-1)
        mask = confidence.ge(threshold).float()
        unsupervised = (F.cross_entropy(logits_strong, targets, reduction="none") * mask).mean()

        loss = supervised + unsupervised
        loss.backward()
        optimizer.step()
