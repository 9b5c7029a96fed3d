# The model itself normalises by the number of tokens in the window (`num_items_in_batch`), so its loss must not be divided again.
import torch
from transformers import AutoModelForCausalLM


def take(batches, count):
    return [batch for _, batch in zip(range(count), batches)]


def train(name, loader, window, updates):
    model = AutoModelForCausalLM.from_pretrained(name)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-5)
    batches = iter(loader)
    model.train()
    for _ in range(updates):
        micro_batches = take(batches, window)
        num_items = sum((batch["labels"] != -100).sum() for batch in micro_batches)
        optimizer.zero_grad()
        for batch in micro_batches:
            outputs = model(**batch, num_items_in_batch=num_items)
            outputs.loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
