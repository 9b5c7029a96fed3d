# A trainer shards its network in the constructor, and clips the shards in its step.
import torch
from torch import nn
from torch.distributed.fsdp import FullyShardedDataParallel


class Trainer:
    def __init__(self, net, rank):
        self.net = FullyShardedDataParallel(net, device_id=rank)
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=0.1)
        self.criterion = nn.CrossEntropyLoss()

    def step(self, images, labels):
        self.optimizer.zero_grad()
        loss = self.criterion(self.net(images), labels)
        loss.backward()
        self.net.clip_grad_norm_(0.5, norm_type=2.0)  # error: clip-norm-under-fsdp
        self.optimizer.step()
        return loss.item()
