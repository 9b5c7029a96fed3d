# Weights of the model alone are loaded before fine-tuning; the optimizer starts afresh, so new groups hurt no checkpoint.
import torch
import torch.nn as nn
from torch.nn import functional as F


class Norm(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.inner = nn.RMSNorm(dim)

    def forward(self, x):
        return self.inner(x)


class SequenceTagger(nn.Module):
    def __init__(self, vocabulary, dim, tags):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, dim)
        self.conv = nn.Conv1d(dim, dim, 5, padding=2)
        self.norm = Norm(dim)
        self.tags = nn.Linear(dim, tags)

    def forward(self, tokens):
        x = self.conv(self.embedding(tokens).transpose(1, 2)).transpose(1, 2)
        return self.tags(self.norm(x))


def finetune(loader, weights):
    model = SequenceTagger(vocabulary=5000, dim=96, tags=9)
    model.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
    optimizer = torch.optim.AdamW([
        {"params": [p for p in model.parameters() if p.ndim > 1]},
        {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ], weight_decay=0.1, lr=5e-5)  # error: weight-decay-on-norm
    for epoch in range(3):
        model.train()
        for tokens, tags in loader:
            optimizer.zero_grad()
            logits = model(tokens)
            F.cross_entropy(logits.flatten(0, 1), tags.flatten(), ignore_index=-1).backward()
            optimizer.step()
    torch.save(model.state_dict(), "finetuned.pt")
