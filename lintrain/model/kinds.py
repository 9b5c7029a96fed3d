"""The roles that objects play in training."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """The role that an object plays in training."""

    MODEL = "model"
    OPTIMIZER = "optimizer"
    SCALER = "scaler"
    SCHEDULER = "scheduler"
    CRITERION = "criterion"
    ENGINE = "engine"
    INSTANCE = "instance"
