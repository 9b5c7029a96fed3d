# Must be silent: torchtune's hooks step and clear inside backward; the step in the loop is another recipe's.
import torch
from torchtune import training


def train(model, loader, fused, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    if fused:
        optimizers = {p: torch.optim.SGD([p], lr=lr) for p in model.parameters()}
        training.register_optim_in_bwd_hooks(model=model, optim_dict=optimizers)
    for batch in loader:
        loss = model(**batch).loss
        loss.backward()
        optimizer.step()
