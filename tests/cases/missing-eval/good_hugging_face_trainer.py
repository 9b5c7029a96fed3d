# A Trainer of Hugging Face with a step of the user's own: the mode is set in the library's evaluation loop.
import torch
from torch import nn
from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments


class WeightedTrainer(Trainer):
    def __init__(self, *args, class_weights=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.criterion = nn.CrossEntropyLoss(weight=class_weights)

    def compute_loss(self, model, inputs, return_outputs=False, **kwargs):
        labels = inputs.pop("labels")
        outputs = model(**inputs)
        loss = self.criterion(outputs.logits, labels)
        return (loss, outputs) if return_outputs else loss

    def prediction_step(self, model, inputs, prediction_loss_only, ignore_keys=None):
        inputs = self._prepare_inputs(inputs)
        with torch.no_grad():
            loss, outputs = self.compute_loss(model, dict(inputs), return_outputs=True)
        return loss, outputs.logits, inputs["labels"]


def main(train_set, eval_set):
    model = AutoModelForSequenceClassification.from_pretrained("distilbert-base-uncased", num_labels=3)
    arguments = TrainingArguments("out", num_train_epochs=3, eval_strategy="epoch")
    trainer = WeightedTrainer(model=model, args=arguments, train_dataset=train_set, eval_dataset=eval_set)
    trainer.train()
    print(trainer.evaluate())
