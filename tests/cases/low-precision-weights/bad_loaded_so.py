# A language model is loaded in bfloat16 and finetuned with plain AdamW.
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2", torch_dtype=torch.bfloat16)
model.train()
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-6, weight_decay=0.0)  # error: low-precision-weights

for batch in torch.load("tokens.pt"):
    optimizer.zero_grad()
    loss = model(**batch, labels=batch["input_ids"]).loss
    loss.backward()
    optimizer.step()
