# Infinity only measures.
import torch


def limit(model):
    return torch.nn.utils.clip_grad_norm_(model.parameters(), float("inf"))
