# Both directions of the divergence are in use, and this one is meant.
import torch
import torch.nn.functional as F


def train(model, loader):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for x, log_goal in loader:
        optimizer.zero_grad()
        log_probs = F.log_softmax(model(x), dim=-1)
        loss = F.kl_div(log_goal, log_probs, reduction="batchmean", log_target=True)
        loss.backward()
        optimizer.step()
