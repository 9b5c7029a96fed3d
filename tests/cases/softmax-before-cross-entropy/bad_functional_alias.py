# `torch.nn.functional` goes by another name (`fn`), and everything else arrives as a parameter.
import torch
import torch.nn.functional as fn


def train_step(network, optimizer, batch, class_weights):
    features, targets = batch
    network.train()
    optimizer.zero_grad(set_to_none=True)
    scores = network(features)
    likelihood = fn.softmax(scores, 1)
    loss = fn.cross_entropy(likelihood, targets, weight=class_weights)  # error: softmax-before-cross-entropy
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return {"loss": loss.item(), "confidence": likelihood.max(dim=1).values.mean().item()}


def train(network, optimizer, loader, class_weights):
    for step, batch in enumerate(loader):
        report = train_step(network, optimizer, batch, class_weights)
        if step % 10 == 0:
            print(step, report)
