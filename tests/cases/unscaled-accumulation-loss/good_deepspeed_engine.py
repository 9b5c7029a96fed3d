# A DeepSpeed engine divides the loss by `gradient_accumulation_steps` in `engine.backward` and steps at the boundary by itself.
import deepspeed
import torch.nn.functional as F

DS_CONFIG = {
    "train_micro_batch_size_per_gpu": 4,
    "gradient_accumulation_steps": 8,
    "gradient_clipping": 1.0,
    "optimizer": {"type": "Adam", "params": {"lr": 1e-4}},
    "fp16": {"enabled": True},
}


def train(model, dataset, epochs):
    engine, _, loader, _ = deepspeed.initialize(
        model=model, model_parameters=model.parameters(), training_data=dataset, config=DS_CONFIG
    )
    for _ in range(epochs):
        engine.train()
        for step, (x, y) in enumerate(loader):
            logits = engine(x.to(engine.device))
            loss = F.cross_entropy(logits, y.to(engine.device))
            engine.backward(loss)
            engine.step()
            if step % 10 == 0 and engine.global_rank == 0:
                print(loss.item())
