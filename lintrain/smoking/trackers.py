"""Experiment trackers and the like, switched off by their own environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping

TRACKERS: tuple[tuple[str, Mapping[str, str]], ...] = (
    # https://docs.wandb.ai/support/testing_code_turn_off
    ("Weights & Biases", {"WANDB_MODE": "disabled", "WANDB_SILENT": "true"}),
    # https://mlflow.org/docs/latest/api_reference/python_api/mlflow.environment_variables.html
    ("MLflow", {"MLFLOW_TRACKING_URI": "file://{scratch}/mlruns"}),
    # https://comet.com/docs/v2/guides/experiment-management/configure-sdk/
    # COMET_MODE is what the callback of transformers reads.
    ("Comet", {"COMET_AUTO_LOG_DISABLE": "true", "COMET_START_ONLINE": "0", "COMET_MODE": "DISABLED"}),
    # https://docs.neptune.ai/environment_variables: offline is known to both of its clients, debug to one.
    ("Neptune", {"NEPTUNE_MODE": "offline"}),
    # https://clear.ml/docs/latest/docs/guides/set_offline
    ("ClearML", {"CLEARML_OFFLINE_MODE": "1"}),
    # https://docs.swanlab.cn/en/api/environment-variable.html
    ("SwanLab", {"SWANLAB_MODE": "disabled"}),
    # https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
    ("Hugging Face Hub", {"HF_HUB_OFFLINE": "1"}),
)
"""What each is called, and what switches it off. ``{scratch}`` is a folder that goes when the run ends."""


def switched_off(scratch: str, environment: Mapping[str, str] | None = None) -> dict[str, dict[str, str]]:
    """Return the variables to set, by tracker. One that the user has set any variable of is the user's."""
    known = os.environ if environment is None else environment
    return {
        name: {key: value.format(scratch=scratch) for key, value in variables.items()}
        for name, variables in TRACKERS
        if not any(key in known for key in variables)
    }
