# A trainer's method clips twice: the critic tightly, the actor as is usual.
import torch


class Trainer:
    def __init__(self, actor, critic):
        self.actor, self.critic = actor, critic
        self.opt = torch.optim.Adam([*actor.parameters(), *critic.parameters()], lr=3e-4)

    def update(self, loss):
        self.opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.actor.parameters(), 0.5)
        torch.nn.utils.clip_grad_norm_(self.critic.parameters(), 0.005)  # error: tiny-clip-threshold
        self.opt.step()
