# Under a name of its own the import alone has to change.
import torch
from torch.nn.utils.clip_grad import clip_grad_norm as clip


class Learner:
    def __init__(self, net):
        self.net = net
        self.optimizer = torch.optim.Adam(net.parameters())

    def learn(self, loss):
        self.optimizer.zero_grad()
        loss.backward()
        clip(self.net.parameters(), 5)  # error: deprecated-clip-grad-norm
        self.optimizer.step()
