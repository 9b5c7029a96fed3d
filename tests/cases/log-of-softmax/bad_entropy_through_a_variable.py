# The entropy bonus takes the logarithm of probabilities that are kept in a variable.
import torch
import torch.nn.functional as F


def update(actor, batch, optimizer, bonus):
    optimizer.zero_grad()
    scores = actor(batch["state"])
    probs = F.softmax(scores, dim=1)
    log_probs = torch.log(probs)  # error: log-of-softmax
    entropy = -(probs * log_probs).sum(dim=1).mean()
    policy = -(batch["advantage"] * log_probs.gather(1, batch["action"])).mean()
    loss = policy - bonus * entropy
    loss.backward()
    optimizer.step()
