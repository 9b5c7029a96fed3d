# `nn.AdaptiveLogSoftmaxWithLoss` owns its projection and its softmax: it gets hidden states and returns the loss.
import torch
from torch import nn


class LanguageModel(nn.Module):
    def __init__(self, tokens, width):
        super().__init__()
        self.embed = nn.Embedding(tokens, width)
        self.rnn = nn.LSTM(width, width)

    def forward(self, source):
        return self.rnn(self.embed(source))[0]


def train(batches, tokens, width=256):
    model = LanguageModel(tokens, width)
    criterion = nn.AdaptiveLogSoftmaxWithLoss(width, tokens, cutoffs=[1000, 10000])
    parameters = list(model.parameters()) + list(criterion.parameters())
    optimizer = torch.optim.Adagrad(parameters, lr=0.05)
    model.train()
    for source, target in batches:
        optimizer.zero_grad()
        hidden = model(source)
        output, loss = criterion(hidden.flatten(0, 1), target.flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 0.25)
        optimizer.step()
        print(loss.item(), output.mean().item())
