# The clip takes what the optimizer itself holds, behind that optimizer's step.
import torch.nn.functional as F
from torch import optim
from torch.nn.utils import clip_grad_norm_


def train_first_group(net, batches):
    update = optim.Adam(net.parameters())
    for x, y in batches:
        update.zero_grad()
        F.cross_entropy(net(x), y).backward()
        update.step()
        clip_grad_norm_(update.param_groups[0]["params"], 1.0)  # error: clip-after-step


def train_two(speech, text, optimizer_speech, optimizer_text, batches):
    for x, y in batches:
        optimizer_speech.zero_grad()
        optimizer_text.zero_grad()
        F.mse_loss(speech(x), text(y)).backward()
        optimizer_speech.step()
        clip_grad_norm_(optimizer_speech.param_groups[0]["params"], 1.0)  # error: clip-after-step
        optimizer_text.step()
