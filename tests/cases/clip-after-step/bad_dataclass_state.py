# A dataclass is built with the model and the optimizer, and read field by field.
from dataclasses import dataclass
from typing import Any

import torch.nn.functional as F
from torch import optim
from torch.nn.utils import clip_grad_norm_


@dataclass(slots=True)
class Progress:
    core: Any
    update: Any
    seen: int = 0


def train(core, batches):
    progress = Progress(core, update=optim.Adam(core.parameters()))
    for x, y in batches:
        progress.update.zero_grad()
        F.cross_entropy(progress.core(x), y).backward()
        progress.update.step()
        clip_grad_norm_(core.parameters(), 1.0)  # error: clip-after-step
