# Must be silent: a DeepSpeed engine clears its gradients in its own step.
import deepspeed
import torch.nn.functional as F


def train(args, net, dataset):
    engine, optimizer, loader, _ = deepspeed.initialize(
        args=args, model=net, model_parameters=net.parameters(), training_data=dataset
    )
    for epoch in range(args.epochs):
        for tokens in loader:
            tokens = tokens.to(engine.device)
            logits = engine(tokens[:, :-1])
            loss = F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())
            engine.backward(loss)
            engine.step()
