"""Which role a class of a library stands for, when something is declared to be one."""

from __future__ import annotations

from lintrain.model.dialects import amp, frameworks, torch
from lintrain.model.values import Kind, Object

NOT_A_MODULE = ("Parameter", "UninitializedParameter", "Buffer")
MODULE_NAMES = {"PreTrainedModel", "LightningModule"}


def declared_object(name: str) -> Object | None:
    """Return an object, without identity, in the role that the qualified class ``name`` plays."""
    head, _, last = name.rpartition(".")
    if head == "torch.optim.lr_scheduler" and last[:1].isupper():
        return Object("", Kind.SCHEDULER)
    if torch.optimizer_kind(name) is not None:
        return Object("", Kind.OPTIMIZER)
    if name in amp.SCALERS:
        return Object("", Kind.SCALER)
    if name in frameworks.ENGINES:
        return Object("", Kind.ENGINE)
    if head == "torch.nn" and last in torch.LOSS_MODULES:
        return Object("", Kind.CRITERION, criterion=torch.LOSS_MODULES[last])
    return Object("", Kind.MODEL) if _is_module(name, head, last) else None


def _is_module(name: str, head: str, last: str) -> bool:
    if last in MODULE_NAMES or (name in torch.SAME_OBJECT and last[:1].isupper() and last != "Variable"):
        return True
    return head == "torch.nn" and last[:1].isupper() and not last.startswith(NOT_A_MODULE)
