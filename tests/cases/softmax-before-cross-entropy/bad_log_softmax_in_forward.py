# Language model whose forward ends in `log_softmax`, trained with `nn.CrossEntropyLoss`: redundant, `nn.NLLLoss` or raw scores belong here.
import torch
import torch.nn.functional as F
from torch import nn


class WordModel(nn.Module):
    def __init__(self, tokens, width):
        super().__init__()
        self.encoder = nn.Embedding(tokens, width)
        self.rnn = nn.GRU(width, width)
        self.decoder = nn.Linear(width, tokens)

    def forward(self, source):
        states, _ = self.rnn(self.encoder(source))
        decoded = self.decoder(states)
        return F.log_softmax(decoded.flatten(0, 1), dim=1)


criterion = nn.CrossEntropyLoss()


def train(batches, tokens, width=200, clip=0.25):
    model = WordModel(tokens, width)
    optimizer = torch.optim.SGD(model.parameters(), lr=5.0)
    model.train()
    for source, target in batches:
        optimizer.zero_grad()
        output = model(source)
        loss = criterion(output, target.flatten())  # error: softmax-before-cross-entropy
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
    return model
