# In a trainer the scaler steps and updates, and the losses are summed up without it.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, lr=1e-4):
        self.model = model
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=0.0)
        self.scaler = torch.amp.GradScaler("cuda")
        self.classify = nn.CrossEntropyLoss()
        self.regress = nn.SmoothL1Loss()

    def step(self, x, label, box):
        self.optimizer.zero_grad()
        with torch.autocast("cuda"):
            scores, boxes = self.model(x)
            loss = self.classify(scores, label) + self.regress(boxes, box)
        self.scaler.scale(loss).backward()  # error: backward-without-scale
        self.scaler.step(self.optimizer)
        self.scaler.update()
