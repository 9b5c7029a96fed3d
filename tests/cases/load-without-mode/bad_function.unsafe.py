# The model is built, restored and used in one function.
import torch
import torch.nn as nn


class Tagger(nn.Module):
    def __init__(self, words, tags):
        super().__init__()
        self.embed = nn.Embedding(words, 64)
        self.dropout = nn.Dropout(0.3)
        self.head = nn.Linear(64, tags)

    def forward(self, tokens):
        return self.head(self.dropout(self.embed(tokens)))


def tag(path, sentences, vocabulary):
    tagger = Tagger(len(vocabulary), 17)
    checkpoint = torch.load(path)
    tagger.load_state_dict(checkpoint["model"])
    tagger.eval()
    found = []
    for sentence in sentences:
        tokens = torch.tensor([vocabulary[word] for word in sentence])
        found.append(tagger(tokens).argmax(-1).tolist())  # error: load-without-mode
    return found
