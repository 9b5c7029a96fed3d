# Must be silent: the DeepSpeed engine clips by its configuration; the clip below is of another, separately trained model.
import deepspeed
import torch
from torch.nn.utils import clip_grad_norm_


def train(args, actor, critic, loader):
    engine, _, _, _ = deepspeed.initialize(args=args, model=actor, model_parameters=actor.parameters())
    critic_optimizer = torch.optim.Adam(critic.parameters(), lr=5e-6)
    for states, actions, returns in loader:
        values = critic(states).squeeze(-1)
        log_probs = engine(states, actions)
        actor_loss = -(log_probs * (returns - values).detach()).mean()
        engine.backward(actor_loss)
        engine.step()

        critic_optimizer.zero_grad()
        critic_loss = torch.nn.functional.mse_loss(values, returns)
        critic_loss.backward()
        clip_grad_norm_(critic.parameters(), 1.0)
        critic_optimizer.step()
