# Attention gets a rate of zero in evaluation, in each of the usual spellings.
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def forward(self, q, k, v):
        x = F.scaled_dot_product_attention(q, k, v, dropout_p=self.rate if self.training else 0.0)
        rate = self.rate if self.training else 0.0
        x = x + F.scaled_dot_product_attention(q, k, v, dropout_p=rate)
        x = x + F.scaled_dot_product_attention(q, k, v, dropout_p=self.rate * self.training)
        return x + F.scaled_dot_product_attention(q, k, v, is_causal=True)


class Plain(nn.Module):
    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def forward(self, q, k, v):
        return F.scaled_dot_product_attention(q, k, v, dropout_p=self._rate())

    def _rate(self):
        return self.rate if self.training else 0.0


class Set(nn.Module):
    def __init__(self, rate):
        super().__init__()
        self.chosen, self.rate = rate, rate

    def train(self, mode=True):
        self.rate = self.chosen if mode else 0.0
        return super().train(mode)

    def forward(self, q, k, v):
        return F.scaled_dot_product_attention(q, k, v, dropout_p=self.rate)


class Declared(nn.Module):
    def __init__(self, rate):
        super().__init__()
        self.chosen = rate

    @property
    def rate(self):
        return self.chosen if self.training else 0.0

    def forward(self, q, k, v):
        return F.scaled_dot_product_attention(q, k, v, dropout_p=self.rate)
