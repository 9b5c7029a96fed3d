# A profiler, a trial, a run of a tracker and an environment have steps of their own, which use no gradients.
import torch
import wandb
from torch import nn
from torch.profiler import profile


def train(model, loader, env, trial, policy):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    run = wandb.init(project="steps")
    with profile() as profiler:
        for number, (x, y) in enumerate(loader):
            observation, reward, *_ = env.step(policy(x))
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            profiler.step()
            run.log({"loss": loss.item(), "reward": reward}, step=number)
            trial.report(loss.item(), number)
        env.step(observation)
        profiler.step()
