# Must be silent: what another optimizer holds is clipped between this one's step and its own.
import torch.nn.functional as F
from torch import optim
from torch.nn.utils import clip_grad_norm_


def train(speech, text, batches):
    one, two = optim.Adam(speech.parameters()), optim.Adam(text.parameters())
    for x, y in batches:
        one.zero_grad()
        two.zero_grad()
        F.mse_loss(speech(x), text(y)).backward()
        one.step()
        clip_grad_norm_(two.param_groups[0]["params"], 1.0)
        two.step()


def train_given(speech, text, optimizer_speech, optimizer_text, batches):
    for x, y in batches:
        optimizer_speech.zero_grad()
        optimizer_text.zero_grad()
        F.mse_loss(speech(x), text(y)).backward()
        optimizer_speech.step()
        for group in optimizer_text.param_groups:
            clip_grad_norm_(group["params"], 1.0)
        optimizer_text.step()
