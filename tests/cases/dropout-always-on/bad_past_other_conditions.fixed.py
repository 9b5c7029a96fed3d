# The conditions around these calls ask for a mask and for the rate, and none of them for the mode.
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, width, dropout):
        super().__init__()
        self.dropout = dropout
        self.rates = (0.1, 0.2)
        self.width = width

    def forward(self, query, key, value, mask=None):
        scores = query @ key.transpose(-2, -1) / self.width**0.5
        if mask is not None:
            scores = scores.masked_fill(~mask, float("-inf"))
            weights = F.dropout(scores.softmax(-1), self.dropout, training=self.training)  # error: dropout-always-on
        else:
            rate = self.dropout
            weights = F.dropout(scores.softmax(-1), rate, training=self.training)  # error: dropout-always-on
        if self.dropout > 0:
            value = nn.functional.alpha_dropout(value, p=0.1, training=self.training)  # error: dropout-always-on
        value = F.dropout1d(value, p=self.rates[0], training=self.training)  # error: dropout-always-on
        return weights @ value
