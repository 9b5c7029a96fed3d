# Must be silent: Accelerate's prepared optimizer clears under accumulate() exactly when it has stepped.
import torch
from accelerate import Accelerator


def main(config, model, dataset):
    accelerator = Accelerator(gradient_accumulation_steps=4)
    loader = torch.utils.data.DataLoader(dataset, batch_size=8, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=config["lr"])
    model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
    for _ in range(config["epochs"]):
        model.train()
        for batch in loader:
            with accelerator.accumulate(model):
                loss = model(**batch).loss
                accelerator.backward(loss)
                optimizer.step()
                optimizer.zero_grad()
