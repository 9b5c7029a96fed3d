# Apex hands out the parameters of one optimizer of two, behind its step.
import torch.nn.functional as F
from apex import amp
from torch import optim
from torch.nn.utils import clip_grad_norm_


def train(speech, text, batches):
    one, two = optim.Adam(speech.parameters()), optim.Adam(text.parameters())
    [speech, text], [one, two] = amp.initialize([speech, text], [one, two], opt_level="O2")
    for x, y in batches:
        one.zero_grad()
        two.zero_grad()
        F.mse_loss(speech(x), text(y)).backward()
        one.step()
        clip_grad_norm_(amp.master_params(one), 1.0)  # error: clip-after-step
        clip_grad_norm_(amp.master_params(two), 1.0)
        two.step()
