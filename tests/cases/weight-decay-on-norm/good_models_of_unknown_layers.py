# What these hold is not known: another norm is asked for, a folder may hold anything, and so may an option.
import timm
import torch
from timm.layers import GroupNorm1
from transformers import AutoModel, OPTForCausalLM


def grouped():
    model = timm.create_model("resnet50", norm_layer=GroupNorm1)
    return torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.05)


def without_norms():
    model = timm.create_model("convnext_atto_rms")
    return torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.05)


def by_keywords(options):
    model = timm.create_model("resnet50", **options)
    return torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.05)


def from_a_folder():
    model = AutoModel.from_pretrained("./checkpoints/bert-base-uncased")
    return torch.optim.AdamW(model.parameters(), lr=2e-5, weight_decay=0.05)


def of_somebody():
    model = AutoModel.from_pretrained("somebody/bert-without-norms")
    return torch.optim.AdamW(model.parameters(), lr=2e-5, weight_decay=0.05)


def by_option(args):
    model = AutoModel.from_pretrained(args.model)
    return torch.optim.AdamW(model.parameters(), lr=2e-5, weight_decay=0.05)


def with_an_option_for_norms(config):
    model = OPTForCausalLM(config)  # `layer_norm_elementwise_affine` may take the weights away
    return torch.optim.AdamW(model.parameters(), lr=2e-5, weight_decay=0.05)
