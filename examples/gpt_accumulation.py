"""A small GPT, trained with gradient accumulation on synthetic text.

The text is a random walk over a small alphabet, so that the next symbol can be guessed from the one before it. Every
optimizer step uses four micro-batches. Three mistakes are planted; each is marked by a comment that names its rule.
"""

import argparse

import torch
import torch.nn.functional as F
from torch import nn

VOCABULARY = 32
CONTEXT = 32


class Block(nn.Module):
    def __init__(self, width, heads, dropout):
        super().__init__()
        self.heads = heads
        self.norm_1 = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm_2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.dropout = nn.Dropout(dropout)

    def attend(self, x):
        batch, length, width = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.out(y.transpose(1, 2).reshape(batch, length, width))

    def forward(self, x):
        x = x + self.dropout(self.attend(self.norm_1(x)))
        return x + self.dropout(self.mlp(self.norm_2(x)))


class GPT(nn.Module):
    def __init__(self, width=64, depth=2, heads=4, dropout=0.1):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, width)
        self.positions = nn.Embedding(CONTEXT, width)
        self.blocks = nn.ModuleList([Block(width, heads, dropout) for _ in range(depth)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, VOCABULARY)

    def forward(self, tokens):
        positions = torch.arange(tokens.size(1), device=tokens.device)
        x = self.tokens(tokens) + self.positions(positions)
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def make_text(length):
    return torch.randint(1, 4, (length,)).cumsum(0) % VOCABULARY


def get_batch(text, batch_size):
    starts = torch.randint(0, len(text) - CONTEXT - 1, (batch_size,))
    windows = torch.stack([text[start : start + CONTEXT + 1] for start in starts])
    return windows[:, :-1], windows[:, 1:]


def main():
    parser = argparse.ArgumentParser(description="A small GPT with gradient accumulation")
    parser.add_argument("--steps", type=int, default=40, help="optimizer steps")
    parser.add_argument("--batch-size", type=int, default=8, help="sequences in a micro-batch")
    args = parser.parse_args()
    accumulation_steps = 4

    torch.manual_seed(0)
    train_text, val_text = make_text(8192), make_text(2048)
    model = GPT()
    # planted: weight-decay-on-norm
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.1)

    model.train()
    optimizer.zero_grad()
    for step in range(args.steps * accumulation_steps):
        inputs, targets = get_batch(train_text, args.batch_size)
        logits = model(inputs)
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        loss.backward()  # planted: unscaled-accumulation-loss
        if (step + 1) % accumulation_steps == 0:
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()

        if (step + 1) % (10 * accumulation_steps) == 0:
            with torch.no_grad():
                val_inputs, val_targets = get_batch(val_text, 64)
                val_logits = model(val_inputs)  # planted: missing-eval
                val_loss = F.cross_entropy(val_logits.flatten(0, 1), val_targets.flatten())
            print(f"step {(step + 1) // accumulation_steps}: train {loss.item():.3f}, val {val_loss.item():.3f}")


if __name__ == "__main__":
    main()
