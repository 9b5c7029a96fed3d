# Must be silent: a Trainer's own training_step goes backward; the library steps and clears around it.
import torch
from transformers import Trainer


class AdversarialTrainer(Trainer):
    def training_step(self, model, inputs, num_items_in_batch=None):
        model.train()
        inputs = self._prepare_inputs(inputs)
        loss = self.compute_loss(model, inputs)
        self.accelerator.backward(loss)
        noisy = self.compute_loss(model, {**inputs, "noise": torch.randn(1)})
        self.accelerator.backward(noisy)
        return (loss + noisy).detach()
