# Validation under a guard, in the middle of the training loop; train() was called once, before the loop.
import torch
import torch.nn.functional as F
from torch import nn


class SmallLM(nn.Module):
    def __init__(self, vocabulary, dim):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, dim)
        self.drop = nn.Dropout(0.1)
        self.mix = nn.GRU(dim, dim, batch_first=True)
        self.head = nn.Linear(dim, vocabulary)

    def forward(self, idx):
        y, _ = self.mix(self.drop(self.tokens(idx)))
        return self.head(y)


def train(get_batch, steps=2000, eval_interval=200):
    model = SmallLM(vocabulary=96, dim=128)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for step in range(steps):
        x, y = get_batch("train")
        loss = F.cross_entropy(model(x).flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % eval_interval == 0:
            model.eval()
            with torch.no_grad():
                x_val, y_val = get_batch("val")
                logits = model(x_val)  # error: missing-eval
                val_loss = F.cross_entropy(logits.flatten(0, 1), y_val.flatten())
            model.train()
            print(f"step {step}: train {loss.item():.3f}, val {val_loss.item():.3f}")
    return model
