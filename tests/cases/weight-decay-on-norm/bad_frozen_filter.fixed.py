# The embedding is frozen and only what still trains goes to the optimizer, by filter(); the norms among it are decayed.
import torch
import torch.nn as nn
import torch.nn.functional as F


class Encoder(nn.Module):
    def __init__(self, vocabulary, dim):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, dim)
        self.rnn = nn.GRU(dim, dim, batch_first=True)
        self.norm = nn.LayerNorm(dim)
        self.out = nn.Linear(dim, 2)

    def forward(self, tokens):
        hidden, _ = self.rnn(self.embedding(tokens))
        return self.out(self.norm(hidden[:, -1]))


def fit(loader, vectors):
    model = Encoder(len(vectors), vectors.shape[1])
    model.embedding.weight.data.copy_(vectors)
    model.embedding.weight.requires_grad = False
    optimizer = torch.optim.AdamW(  # error: weight-decay-on-norm
        [
            {"params": [p for p in model.parameters() if p.ndim > 1 and p.requires_grad]},
            {"params": [p for p in model.parameters() if p.ndim <= 1 and p.requires_grad], "weight_decay": 0.0},
        ], lr=1e-3, weight_decay=0.01
    )
    for epoch in range(4):
        for tokens, labels in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(tokens), labels)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
        print(epoch, loss.item())
    return model
