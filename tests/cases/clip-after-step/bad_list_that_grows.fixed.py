# The list of optimizers grows by `append`; the clip of one model comes behind the steps of all.
import torch.nn.functional as F
from torch import optim
from torch.nn.utils import clip_grad_norm_


def train(speech, text, batches):
    updates = []
    updates.append(optim.Adam(speech.parameters()))
    updates.append(optim.Adam(text.parameters()))
    for x, y in batches:
        for update in updates:
            update.zero_grad()
        F.mse_loss(speech(x), text(y)).backward()
        clip_grad_norm_(speech.parameters(), 1.0)  # error: clip-after-step
        for update in updates:
            update.step()
