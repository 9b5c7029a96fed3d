# Each BERT holds LayerNorm, whatever its configuration says, and all of it is decayed.
import torch
from transformers import BertForSequenceClassification


def finetune(train_loader, epochs=3):
    model = BertForSequenceClassification.from_pretrained("bert-base-uncased", num_labels=2)
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5, weight_decay=0.1)  # error: weight-decay-on-norm

    for _ in range(epochs):
        for batch in train_loader:
            optimizer.zero_grad()
            loss = model(**batch).loss
            loss.backward()
            optimizer.step()
    return model
