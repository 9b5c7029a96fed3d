# Label smoothing and mixed precision: the options of the criterion change nothing about its need for logits.
import torch
from torch import nn


class Recipe:
    def __init__(self, model, loader, smoothing=0.1):
        self.model = model.cuda()
        self.loader = loader
        self.criterion = nn.CrossEntropyLoss(label_smoothing=smoothing)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.5, momentum=0.9)
        self.scaler = torch.amp.GradScaler("cuda")

    def epoch(self):
        self.model.train()
        for images, labels in self.loader:
            images, labels = images.cuda(), labels.cuda()
            self.optimizer.zero_grad(set_to_none=True)
            with torch.autocast("cuda", dtype=torch.float16):
                logits = self.model(images)
                probs = logits.softmax(1)
                loss = self.criterion(probs, labels)  # error: softmax-before-cross-entropy
            self.scaler.scale(loss).backward()
            self.scaler.unscale_(self.optimizer)
            nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.scaler.step(self.optimizer)
            self.scaler.update()
