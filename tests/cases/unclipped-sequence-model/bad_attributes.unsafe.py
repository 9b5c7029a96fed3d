# Model and optimizer are attributes of a trainer, and the recurrent layer is in a part of the model.
import torch


class Encoder(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        self.rnn = torch.nn.LSTM(width, width)

    def forward(self, x):
        return self.rnn(x)[0]


class Translator(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        self.encoder = Encoder(width)
        self.head = torch.nn.Linear(width, width)

    def forward(self, x):
        return self.head(self.encoder(x))


class Trainer:
    def __init__(self, width):
        self.model = Translator(width)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)

    def fit(self, loader):
        for x, y in loader:
            loss = torch.nn.functional.mse_loss(self.model(x), y)
            self.optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()  # error: unclipped-sequence-model
