# The old name is looked up, not called: clip_grad_norm is part of a message.
import torch


def check(version):
    if hasattr(torch.nn.utils, "clip_grad_norm"):
        print("torch.nn.utils.clip_grad_norm is still there in", version)
