# Matrices are decayed and vectors are not: the split by the number of dimensions, in a method of the model.
import torch
import torch.nn as nn
import torch.nn.functional as F


class TinyLM(nn.Module):
    def __init__(self, vocabulary=256, dim=64):
        super().__init__()
        self.wte = nn.Embedding(vocabulary, dim)
        self.ln = nn.LayerNorm(dim)
        self.lm_head = nn.Linear(dim, vocabulary, bias=False)

    def forward(self, idx):
        return self.lm_head(self.ln(self.wte(idx)))

    def configure_optimizers(self, weight_decay, learning_rate):
        trainable = {n: p for n, p in self.named_parameters() if p.requires_grad}
        decay = [p for p in trainable.values() if p.dim() >= 2]
        rest = [p for p in trainable.values() if p.dim() < 2]
        groups = [{"params": decay, "weight_decay": weight_decay}, {"params": rest, "weight_decay": 0.0}]
        return torch.optim.AdamW(groups, lr=learning_rate, betas=(0.9, 0.95))


model = TinyLM()
optimizer = model.configure_optimizers(weight_decay=0.1, learning_rate=6e-4)
data = torch.randint(0, 256, (10000,))
for it in range(200):
    i = torch.randint(0, len(data) - 65, (1,)).item()
    x, y = data[i : i + 64], data[i + 1 : i + 65]
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
