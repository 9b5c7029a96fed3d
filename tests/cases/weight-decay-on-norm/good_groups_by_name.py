# The parameters are split by name, in the manner of BERT's fine-tuning scripts: biases and norms get no decay.
import torch
import torch.nn as nn
import torch.nn.functional as F


class Ranker(nn.Module):
    def __init__(self, vocabulary, dim):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, dim)
        self.layer_norm = nn.LayerNorm(dim)
        self.score = nn.Linear(dim, 1)

    def forward(self, tokens):
        return self.score(self.layer_norm(self.embedding(tokens).mean(dim=1))).squeeze(-1)


def train(loader, epochs=3):
    model = Ranker(20000, 128)
    no_decay = ["bias", "layer_norm.weight"]
    grouped = [
        {
            "params": [p for n, p in model.named_parameters() if not any(nd in n for nd in no_decay)],
            "weight_decay": 0.01,
        },
        {
            "params": [p for n, p in model.named_parameters() if any(nd in n for nd in no_decay)],
            "weight_decay": 0.0,
        },
    ]
    optimizer = torch.optim.AdamW(grouped, lr=2e-5)
    for _ in range(epochs):
        for positive, negative in loader:
            optimizer.zero_grad()
            margin = model(positive) - model(negative)
            loss = F.softplus(-margin).mean()
            loss.backward()
            optimizer.step()
    return model
