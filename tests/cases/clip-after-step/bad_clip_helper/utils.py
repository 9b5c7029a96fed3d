# Helpers around gradients.
import torch


def limit_gradients(model, limit=1.0):
    torch.nn.utils.clip_grad_norm_(model.parameters(), limit)  # error: clip-after-step
