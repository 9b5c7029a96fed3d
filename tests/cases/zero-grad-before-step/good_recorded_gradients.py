# Conflicting gradients are collected task by task, and put back by a helper before the step.
import torch
from torch import nn


class Surgery:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def collect(self, losses):
        collected = []
        for loss in losses:
            self.optimizer.zero_grad()
            loss.backward(retain_graph=True)
            collected.append(nn.utils.parameters_to_vector([p.grad for p in self.model.parameters()]))
        return collected

    def put_back(self, merged):
        start = 0
        for p in self.model.parameters():
            p.grad = merged[start : start + p.numel()].view_as(p)
            start += p.numel()

    def step(self, losses):
        merged = sum(self.collect(losses))
        self.optimizer.zero_grad()
        self.put_back(merged)
        self.optimizer.step()
