# The name of the checkpoint says what AutoModel builds: a RoBERTa, with LayerNorm.
import torch
from torch import nn
from transformers import AutoModel


def finetune(train_loader, classes):
    encoder = AutoModel.from_pretrained("FacebookAI/roberta-base")
    head = nn.Linear(768, classes)
    optimizer = torch.optim.AdamW(encoder.parameters(), lr=2e-5, weight_decay=0.01)  # error: weight-decay-on-norm
    head_optimizer = torch.optim.AdamW(head.parameters(), lr=1e-3, weight_decay=0.0)

    encoder.train()
    for tokens, labels in train_loader:
        optimizer.zero_grad()
        head_optimizer.zero_grad()
        loss = nn.functional.cross_entropy(head(encoder(tokens).last_hidden_state[:, 0]), labels)
        loss.backward()
        optimizer.step()
        head_optimizer.step()
