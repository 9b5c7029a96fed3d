# Token classification on a library model: the softmax of `outputs.logits` is flattened with `view` and then given to the loss.
import torch
import torch.nn.functional as F
from torch import nn
from transformers import AutoModelForTokenClassification


def train(name, loader, num_labels, device):
    model = AutoModelForTokenClassification.from_pretrained(name, num_labels=num_labels).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-5)
    loss_fct = nn.CrossEntropyLoss(ignore_index=-100)
    model.train()
    for batch in loader:
        labels = batch.pop("labels").to(device)
        batch = {key: value.to(device) for key, value in batch.items()}
        optimizer.zero_grad()
        outputs = model(**batch)
        probs = F.softmax(outputs.logits, dim=-1)
        loss = loss_fct(outputs.logits.view(-1, num_labels), labels.view(-1))  # error: softmax-before-cross-entropy
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
