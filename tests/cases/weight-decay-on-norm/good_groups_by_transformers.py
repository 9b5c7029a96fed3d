# The helper of Hugging Face's trainer knows which parameters are those of normalisation layers.
import torch
from torch import nn
from transformers import BertModel
from transformers.trainer_pt_utils import get_parameter_names


def build(decay):
    model = BertModel.from_pretrained("bert-base-uncased")
    decayed = [n for n in get_parameter_names(model, [nn.LayerNorm]) if "bias" not in n]
    groups = [
        {"params": [p for n, p in model.named_parameters() if n in decayed], "weight_decay": 0.01},
        {"params": [p for n, p in model.named_parameters() if n not in decayed], "weight_decay": 0.0},
    ]
    return model, torch.optim.AdamW(groups, lr=2e-5, weight_decay=0.01)
