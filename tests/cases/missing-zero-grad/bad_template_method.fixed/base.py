# The loop of all trainers; each says itself what its loss is.

class BaseTrainer:
    def __init__(self, model, optimizer):
        self.model = model
        self.optimizer = optimizer

    def fit(self, loader):
        self.model.train()
        for batch in loader:
            self.optimizer.zero_grad()
            loss = self.loss(batch)
            loss.backward()  # error: missing-zero-grad
            self.optimizer.step()

    def loss(self, batch):
        raise NotImplementedError
