# Must be silent: of two optimizers nobody knows, one may hold all that the other one clears, and so on.
import torch.nn.functional as F


def refine(net, optimizer, lbfgs_optimizer, batches):
    for x, y in batches:
        optimizer.zero_grad()
        F.mse_loss(net(x), y).backward()
        optimizer.step()
        lbfgs_optimizer.step()


def play(maker, judge, optimizer_maker, optimizer_judge, batches, rounds):
    for i, x in enumerate(batches):
        optimizer_judge.zero_grad()
        (judge(maker(x).detach()) - judge(x)).mean().backward()
        optimizer_judge.step()
        if i % rounds == 0:
            optimizer_maker.zero_grad()
            (-judge(maker(x))).mean().backward()
            optimizer_maker.step()


def play_clearing_models(maker, judge, optimizer_maker, optimizer_judge, batches):
    for x in batches:
        judge.zero_grad()
        (judge(maker(x).detach()) - judge(x)).mean().backward()
        optimizer_judge.step()
        maker.zero_grad()
        (-judge(maker(x))).mean().backward()
        optimizer_maker.step()


def clear_all(encoder, decoder, encoder_optimizer, decoder_optimizer, batches):
    for x, y in batches:
        for part in (encoder, decoder):
            part.zero_grad()
        F.cross_entropy(decoder(encoder(x)), y).backward()
        encoder_optimizer.step()
        decoder_optimizer.step()
