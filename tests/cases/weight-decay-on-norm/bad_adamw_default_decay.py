# A text classifier with LayerNorm, all of whose parameters go to AdamW, which decays by 0.01 when it is not told otherwise.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.attention = nn.MultiheadAttention(dim, 4, batch_first=True)

    def forward(self, x):
        y = self.norm(x)
        return x + self.attention(y, y, y, need_weights=False)[0]


class TextClassifier(nn.Module):
    def __init__(self, vocabulary, dim, classes):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, dim)
        self.block = Block(dim)
        self.head = nn.Linear(dim, classes)

    def forward(self, tokens):
        return self.head(self.block(self.embedding(tokens)).mean(dim=1))


def main():
    tokens = torch.randint(0, 100, (512, 16))
    labels = torch.randint(0, 3, (512,))
    loader = DataLoader(TensorDataset(tokens, labels), batch_size=32, shuffle=True)
    model = TextClassifier(100, 64, 3)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)  # error: weight-decay-on-norm
    for epoch in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        print(epoch, loss.item())


if __name__ == "__main__":
    main()
