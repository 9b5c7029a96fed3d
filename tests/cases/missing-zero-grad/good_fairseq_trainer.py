# Must be silent: a fairseq trainer clears through its optimizer, and the task goes backward out of sight.
from fairseq import optim


class Trainer:
    def __init__(self, args, task, model, criterion):
        self.args, self.task, self.model, self.criterion = args, task, model, criterion
        self._optimizer = None

    @property
    def optimizer(self):
        if self._optimizer is None:
            self._optimizer = optim.build_optimizer(self.args, self.model.parameters())
        return self._optimizer

    def train_step(self, samples):
        self.optimizer.zero_grad()
        for i, sample in enumerate(samples):
            self.task.train_step(sample, self.model, self.criterion, self.optimizer, i)
        self.optimizer.multiply_grads(1.0 / len(samples))
        norm = self.optimizer.clip_grad_norm(self.args.clip_norm)
        self.optimizer.step()
        return norm
