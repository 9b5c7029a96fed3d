# A policy takes the logarithm of its softmax, one function after the other.
import torch
import torch.nn.functional as F


def reinforce(policy, episodes, optimizer):
    policy.train()
    for state, action, advantage in episodes:
        optimizer.zero_grad()
        log_probs = F.log_softmax(policy(state), dim=-1)  # error: log-of-softmax
        chosen = log_probs.gather(1, action.unsqueeze(1)).squeeze(1)
        loss = -(advantage * chosen).mean()
        loss.backward()
        optimizer.step()
