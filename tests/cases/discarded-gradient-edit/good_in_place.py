# With the underscore, or assigned: all of these change the gradient.
import torch


def limit(model, most):
    for p in model.parameters():
        p.grad.data.clamp_(-most, most)


def limit_by_assignment(model, most):
    for p in model.parameters():
        p.grad = p.grad.clamp(-most, most)


def average(model, count):
    for p in model.parameters():
        p.grad /= count
        p.grad.div_(count)
        torch.nan_to_num_(p.grad)
