# Must be silent: the model is cleared instead of the optimizer, which holds the same parameters.
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self, vocabulary, tags, width=128):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width)
        self.lstm = nn.LSTM(width, width)
        self.tags = nn.Linear(width, tags)

    def forward(self, sentence):
        states, _ = self.lstm(self.embedding(sentence).unsqueeze(1))
        return self.tags(states.squeeze(1))


def train(sentences, vocabulary, tags, epochs=300):
    model = Tagger(vocabulary, tags)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for _ in range(epochs):
        for words, labels in sentences:
            model.zero_grad()
            loss = criterion(model(words), labels)
            loss.backward()
            optimizer.step()
    return model
