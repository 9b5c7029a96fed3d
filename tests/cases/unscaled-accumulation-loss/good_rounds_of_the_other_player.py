# Must be silent: the inner rounds train the judge, whose optimizer is another one; the maker steps once.
import torch
import torch.nn.functional as F


def play(maker, judge, optimizer_maker, optimizer_judge, loader, rounds):
    batches = iter(loader)
    for _ in range(1000):
        optimizer_maker.zero_grad()
        for _ in range(rounds):
            x = next(batches)
            optimizer_judge.zero_grad()
            F.mse_loss(judge(x), judge(maker(torch.randn(8, 4)).detach())).backward()
            optimizer_judge.step()
        F.mse_loss(judge(maker(torch.randn(8, 4))), x).backward()
        optimizer_maker.step()
