# Actor and critic keep their optimizers in a dict, one of them of a class chosen by name; the actor's clip is late.
import torch.nn.functional as F
from torch import nn, optim
from torch.nn.utils import clip_grad_norm_


class Agent:
    def __init__(self, actor: nn.Module, critic: nn.Module, config):
        self.actor, self.critic = actor, critic
        self.updates = {
            "actor": getattr(optim, config.algorithm)(actor.parameters(), lr=config.lr),
            "critic": optim.Adam(critic.parameters()),
        }

    def learn(self, batches):
        for state, returns in batches:
            value = self.critic(state)
            self.updates["critic"].zero_grad()
            F.mse_loss(value, returns).backward()
            clip_grad_norm_(self.critic.parameters(), 0.5)
            self.updates["critic"].step()
            advantage = (returns - value).detach()
            self.updates["actor"].zero_grad()
            (-self.actor(state) * advantage).mean().backward()
            self.updates["actor"].step()
            clip_grad_norm_(self.actor.parameters(), 0.5)  # error: clip-after-step
