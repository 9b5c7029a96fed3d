# Must be silent: the gradients are cleared through the groups of each of two optimizers.
import torch.nn.functional as F


def train(encoder, decoder, encoder_optimizer, decoder_optimizer, batches):
    for x, y in batches:
        for optimizer in (encoder_optimizer, decoder_optimizer):
            for group in optimizer.param_groups:
                for p in group["params"]:
                    p.grad = None
        F.mse_loss(decoder(encoder(x)), y).backward()
        encoder_optimizer.step()
        decoder_optimizer.step()
