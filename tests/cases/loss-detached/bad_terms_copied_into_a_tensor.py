# The terms are gathered by torch.tensor, which copies their values and leaves their graphs behind.
import torch
import torch.nn.functional as F


def train(model, loader, scaler):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    model.train()
    for image, mask, depth in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            guessed_mask, guessed_depth = model(image)
            terms = [
                F.binary_cross_entropy_with_logits(guessed_mask, mask),
                F.l1_loss(guessed_depth, depth),
            ]
            loss = torch.tensor(terms, requires_grad=True).sum()
        scaler.scale(loss).backward()  # error: loss-detached
        scaler.step(optimizer)
        scaler.update()
