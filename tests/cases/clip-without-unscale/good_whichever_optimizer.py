# Must be silent: only one of two losses is scaled, and what belongs to it is unscaled before its clip.
from torch.nn.utils import clip_grad_norm_


def play(maker, judge, optimizer_maker, optimizer_judge, scaler, batches):
    for x in batches:
        optimizer_judge.zero_grad()
        (judge(maker(x).detach()) - judge(x)).mean().backward()
        clip_grad_norm_(judge.parameters(), 1.0)
        optimizer_judge.step()
        optimizer_maker.zero_grad()
        scaler.scale(-judge(maker(x)).mean()).backward()
        scaler.unscale_(optimizer_maker)
        clip_grad_norm_(maker.parameters(), 1.0)
        scaler.step(optimizer_maker)
        scaler.update()


def play_both_scaled(maker, judge, optimizer_maker, optimizer_judge, scaler, batches):
    for x in batches:
        optimizer_judge.zero_grad()
        scaler.scale((judge(maker(x).detach()) - judge(x)).mean()).backward()
        scaler.unscale_(optimizer_judge)
        clip_grad_norm_(judge.parameters(), 1.0)
        scaler.step(optimizer_judge)
        optimizer_maker.zero_grad()
        scaler.scale(-judge(maker(x)).mean()).backward()
        scaler.unscale_(optimizer_maker)
        clip_grad_norm_(maker.parameters(), 1.0)
        scaler.step(optimizer_maker)
        scaler.update()
