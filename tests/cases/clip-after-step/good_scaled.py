# Must be silent: mixed precision in the documented order, unscale_, clip, scaler.step, update.
import torch
from torch.amp import GradScaler, autocast


class Learner:
    def __init__(self, model, lr, grad_clip):
        self.model = model.cuda()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=lr)
        self.scaler = GradScaler("cuda")
        self.criterion = torch.nn.CrossEntropyLoss()
        self.grad_clip = grad_clip

    def train_batch(self, x, y):
        self.optimizer.zero_grad(set_to_none=True)
        with autocast("cuda"):
            loss = self.criterion(self.model(x.cuda()), y.cuda())
        self.scaler.scale(loss).backward()
        self.scaler.unscale_(self.optimizer)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.grad_clip)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        return loss.detach()

    def train(self, loader):
        self.model.train()
        for x, y in loader:
            self.train_batch(x, y)
