# Each member of a dict of optimizers is unscaled in one loop and clipped through its groups in the next.
import torch


class Brain:
    def __init__(self, build, optimizers, scaler):
        self.optimizer = build()
        self.optimizers = optimizers
        self.scaler = torch.amp.GradScaler("cuda")

    def fit_batch(self, loss):
        self.scaler.scale(loss).backward()
        self.optimizers_step()

    def optimizers_step(self):
        if self.optimizers is not None:
            valid = self.freeze(self.optimizers)
        else:
            valid = {"optimizer": self.optimizer}
        for opt in valid.values():
            self.scaler.unscale_(opt)
        for opt in valid.values():
            torch.nn.utils.clip_grad_norm_(opt.param_groups[0]["params"], 1.0)
        for opt in valid.values():
            self.scaler.step(opt)
        self.scaler.update()
        for opt in valid.values():
            opt.zero_grad(set_to_none=True)

    def freeze(self, optimizers):
        return {name: opt for name, opt in optimizers.items() if opt.defaults}
