# Must be silent: clip A, step A, clip B, step B; the second clip stands after a step, but after the other model's step.
import torch
from torch.nn.utils import clip_grad_norm_


def update(policy, value, policy_opt, value_opt, batch, max_norm=0.5):
    advantage = batch["returns"] - value(batch["obs"]).squeeze(-1)
    dist = torch.distributions.Normal(policy(batch["obs"]), 0.2)
    policy_loss = -(dist.log_prob(batch["actions"]).sum(-1) * advantage.detach()).mean()
    value_loss = advantage.pow(2).mean()

    policy_opt.zero_grad()
    value_opt.zero_grad()
    policy_loss.backward()
    value_loss.backward()
    clip_grad_norm_(policy.parameters(), max_norm)
    policy_opt.step()
    clip_grad_norm_(value.parameters(), max_norm)
    value_opt.step()
    return policy_loss.item(), value_loss.item()
