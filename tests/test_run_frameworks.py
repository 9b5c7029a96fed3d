"""Lightning, Hugging Face's Trainer and Accelerate, the real packages, need nothing special to be watched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.optim.optimizer import register_optimizer_step_pre_hook
from torch.utils.data import DataLoader, Dataset, TensorDataset
from training import batches, data, everything, mlp, told

from lintrain.runtime import watch

pytestmark = pytest.mark.filterwarnings("ignore")  # the packages' own


@pytest.fixture(autouse=True)
def nothing_is_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("WANDB_MODE", "disabled")
    monkeypatch.chdir(tmp_path)


def loader(**options: Any) -> DataLoader[tuple[torch.Tensor, ...]]:
    x, y = data()
    return DataLoader(TensorDataset(x, y), 32, **options)


class TestLightning:
    """The optimizer is stepped with a closure that clears, goes backward and clips."""

    @staticmethod
    def module(*last: nn.Module, manual: bool = False) -> Any:
        import lightning

        class Module(lightning.LightningModule):
            def __init__(self) -> None:
                super().__init__()
                self.model = mlp(*last)
                self.automatic_optimization = not manual

            def training_step(self, batch: tuple[torch.Tensor, torch.Tensor], index: int) -> Any:
                x, y = batch
                loss = nn.functional.cross_entropy(self.model(x), y)
                if manual:
                    optimizer: Any = self.optimizers()
                    self.manual_backward(loss)
                    optimizer.step()
                return loss

            def validation_step(self, batch: tuple[torch.Tensor, torch.Tensor], index: int) -> None:
                x, y = batch
                self.log("loss", nn.functional.cross_entropy(self.model(x), y))

            def configure_optimizers(self) -> torch.optim.Optimizer:
                return torch.optim.SGD(self.parameters(), lr=0.05)

        return Module()

    @staticmethod
    def trainer(**options: Any) -> Any:
        import lightning

        return lightning.Trainer(
            accelerator="cpu",
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
            max_epochs=3,
            **options,
        )

    def test_a_correct_training_is_silent(self) -> None:
        with watch() as run:
            self.trainer(gradient_clip_val=1.0).fit(self.module(), loader(shuffle=True), loader())
        assert run.steps == 24
        assert told(run) == {}

    def test_accumulation_is_divided_by_it(self) -> None:
        with watch() as run:
            self.trainer(accumulate_grad_batches=4).fit(self.module(), loader(shuffle=True))
        assert run.steps == 6 and run.backwards == 24
        assert told(run) == {}

    def test_the_run_ends_inside_fit(self) -> None:
        with watch(steps=5) as run:
            self.trainer().fit(self.module(), loader(shuffle=True))
        assert run.stopped and run.steps == 5

    def test_a_mistake_in_the_model(self) -> None:
        with watch(steps=5) as run:
            self.trainer().fit(self.module(nn.Softmax(dim=1)), loader(shuffle=True))
        assert told(run) == {"softmax-before-cross-entropy": 0}
        assert run.findings[0].path == __file__

    def test_a_mistake_in_manual_optimization(self) -> None:
        with watch(steps=5) as run:
            self.trainer().fit(self.module(manual=True), loader(shuffle=True))
        assert told(run) == {"missing-zero-grad": 1}


class Sentences(Dataset[dict[str, torch.Tensor]]):
    """Token numbers, each sentence labelled by its first token."""

    def __len__(self) -> int:
        return 64

    def __getitem__(self, index: int) -> dict[str, torch.Tensor]:
        tokens = (torch.arange(8) * 7 + index) % 32
        return {"input_ids": tokens, "labels": tokens[0] % 2}


class TestHuggingFace:
    """A tiny model is made from a configuration: nothing is downloaded."""

    @staticmethod
    def trainer(tmp_path: Path, **options: Any) -> Any:
        import transformers

        config = transformers.BertConfig(
            vocab_size=32,
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            max_position_embeddings=16,
        )
        arguments = transformers.TrainingArguments(
            output_dir=str(tmp_path),
            use_cpu=True,
            report_to=[],
            save_strategy="no",
            disable_tqdm=True,
            **{"per_device_train_batch_size": 8, "num_train_epochs": 2, **options},
        )
        model = transformers.BertForSequenceClassification(config)
        return transformers.Trainer(model, arguments, train_dataset=Sentences(), eval_dataset=Sentences())

    def test_a_correct_training_is_silent(self, tmp_path: Path) -> None:
        with watch() as run:
            self.trainer(tmp_path, eval_strategy="epoch").train()
        assert run.steps == 16
        assert told(run) == {}

    def test_accumulation_is_judged_as_it_is(self, tmp_path: Path) -> None:
        """Trainer 5.23 leaves it to the model to divide, and a classifier does not: the gradient tells."""
        with watch() as run:
            self.trainer(tmp_path, gradient_accumulation_steps=4).train()
        assert run.steps == 4 and run.backwards == 16
        times = self.norm(tmp_path, 8, 4) / self.norm(tmp_path, 32, 1)
        if times == pytest.approx(4, rel=0.01):
            assert told(run) == {"unscaled-accumulation-loss": 1}
        else:
            assert times == pytest.approx(1, rel=0.01)
            assert told(run) == {}

    def norm(self, tmp_path: Path, size: int, windows: int) -> float:
        """Return the norm of the gradient that 32 sentences give, in ``windows`` batches of ``size``."""
        norms = []

        def measure(optimizer: torch.optim.Optimizer, *_: Any) -> None:
            parameters = [p for group in optimizer.param_groups for p in group["params"]]
            norms.append(nn.utils.get_total_norm([p.grad for p in parameters if p.grad is not None]))

        torch.manual_seed(0)
        options = {"gradient_accumulation_steps": windows, "per_device_train_batch_size": size}
        trainer = self.trainer(tmp_path, max_steps=1, max_grad_norm=0.0, seed=0, **options)
        for layer in trainer.model.modules():
            if isinstance(layer, nn.Dropout):
                layer.p = 0.0
        handle = register_optimizer_step_pre_hook(measure)
        trainer.train()
        handle.remove()
        return float(norms[0])

    def test_the_run_ends_inside_train(self, tmp_path: Path) -> None:
        with watch(steps=5) as run:
            self.trainer(tmp_path).train()
        assert run.stopped and run.steps == 5


class TestAccelerate:
    """Its optimizer, scheduler and backward are wrappers."""

    @staticmethod
    def train(clear: bool = True, divide: bool = False, windows: int = 1) -> None:
        import accelerate
        from accelerate.state import AcceleratorState

        AcceleratorState._reset_state(reset_partial_state=True)
        accelerator = accelerate.Accelerator(cpu=True, gradient_accumulation_steps=windows)
        model = mlp()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
        schedule = torch.optim.lr_scheduler.StepLR(optimizer, 100)
        model, optimizer, batched, schedule = accelerator.prepare(
            model, optimizer, loader(shuffle=True), schedule
        )
        for x, y in batched:
            with accelerator.accumulate(model):
                loss = nn.functional.cross_entropy(model(x), y)
                accelerator.backward(loss / windows if divide else loss)
                if accelerator.sync_gradients:
                    accelerator.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                if clear:
                    optimizer.zero_grad()

    def test_a_correct_training_is_silent(self) -> None:
        with watch() as run:
            self.train()
        assert run.steps == 8
        assert told(run) == {}

    def test_accumulation_is_divided_by_it(self) -> None:
        with watch() as run:
            self.train(windows=4)
        assert run.steps == 2 and run.backwards == 8
        assert told(run) == {}

    def test_a_loss_that_is_divided_twice(self) -> None:
        with watch() as run:
            self.train(windows=4, divide=True)
        assert told(run) == {"wrong-accumulation-divisor": 1}

    def test_a_mistake(self) -> None:
        with everything() as run:
            self.train(clear=False)
        assert told(run)["missing-zero-grad"] == 1


def test_a_scheduler_of_transformers_is_stepped_as_any_other() -> None:
    import transformers

    model = mlp()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    schedule = transformers.get_linear_schedule_with_warmup(optimizer, 2, 12)
    with watch() as run:
        for x, y in batches():
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
            schedule.step()
    assert told(run) == {}
