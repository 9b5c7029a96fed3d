"""The same on a GPU: nobody waits for it on steps that are not sampled."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from training import batches, everything, mlp, sgd, told

from lintrain.runtime import watch

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")

cross_entropy = nn.CrossEntropyLoss()


def test_no_step_waits_for_the_device() -> None:
    model = mlp().cuda()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)
    given = [(x.cuda(), y.cuda()) for x, y in batches(20)]
    with watch() as run:
        for step, (x, y) in enumerate(given):
            optimizer.zero_grad()
            if step == 2:
                torch.cuda.set_sync_debug_mode("error")
            cross_entropy(model(x), y).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 10.0)
            optimizer.step()
        torch.cuda.set_sync_debug_mode("default")
    assert told(run) == {}
    assert [m.step for m in run.measurements if m.norm is not None] == [0, 1, 2, 4, 8, 16]


def test_a_loss_over_no_label() -> None:
    model = mlp().cuda()
    optimizer = sgd(model)
    with everything() as run:
        for step, (x, y) in enumerate(batches(12)):
            optimizer.zero_grad()
            labels = torch.full_like(y, -100) if step == 3 else y
            cross_entropy(model(x.cuda()), labels.cuda()).backward()
            optimizer.step()
    assert told(run) == {"non-finite": 3}
    assert "in the loss, `cross_entropy`, at step 3" in run.findings[0].message
