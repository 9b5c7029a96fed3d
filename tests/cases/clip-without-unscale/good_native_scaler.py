# Must be silent: a callable scaler, as in timm and MAE, unscales inside its own __call__ before it clips.
import torch
from torch.nn.utils import clip_grad_norm_


class NativeScalerWithGradNorm:
    def __init__(self):
        self._scaler = torch.amp.GradScaler("cuda")

    def __call__(self, loss, optimizer, clip_grad=None, parameters=None, update_grad=True):
        self._scaler.scale(loss).backward()
        if not update_grad:
            return None
        self._scaler.unscale_(optimizer)
        norm = None
        if clip_grad is not None:
            norm = clip_grad_norm_(parameters, clip_grad)
        self._scaler.step(optimizer)
        self._scaler.update()
        return norm


def train_one_epoch(model, loader, optimizer, loss_scaler, accum_iter=1):
    optimizer.zero_grad()
    for i, (samples, _) in enumerate(loader):
        with torch.amp.autocast("cuda"):
            loss, _, _ = model(samples.cuda())
        update = (i + 1) % accum_iter == 0
        loss_scaler(loss / accum_iter, optimizer, parameters=model.parameters(), update_grad=update)
        if update:
            optimizer.zero_grad()
