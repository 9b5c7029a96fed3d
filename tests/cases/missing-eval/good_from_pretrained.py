# from_pretrained() returns its models in eval mode.
import torch
from torch.utils.data import DataLoader
from transformers import AutoModelForSequenceClassification, AutoTokenizer

NAME = "distilbert-base-uncased-finetuned-sst-2-english"


def predict(texts, batch_size=16):
    tokenizer = AutoTokenizer.from_pretrained(NAME)
    model = AutoModelForSequenceClassification.from_pretrained(NAME)
    predictions = []
    with torch.no_grad():
        for batch in DataLoader(texts, batch_size=batch_size):
            encoded = tokenizer(batch, padding=True, truncation=True, return_tensors="pt")
            logits = model(**encoded).logits
            predictions.extend(logits.argmax(dim=-1).tolist())
    return predictions


if __name__ == "__main__":
    print(predict(["a fine film", "two hours of my life"]))
