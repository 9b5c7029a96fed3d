"""Hugging Face Accelerate: one object prepares, scales, divides and clips.

https://huggingface.co/docs/accelerate/package_reference/accelerator. ``backward`` divides by
``gradient_accumulation_steps`` and scales; inside ``accumulate`` a prepared optimizer skips both ``step``
and ``zero_grad`` until the window is full, so the two always go together; the ``clip_grad_*`` unscale first.
"""

from __future__ import annotations

from lintrain.model.dialects._base import CONTEXT, Dialect, Gives, Row, Verb, of, quiet, slot
from lintrain.model.kinds import Kind

_ACCELERATOR = "accelerate.Accelerator"
_PREPARE = Row(gives=Gives.ARGUMENTS)
_CLIP = Row((Verb.CLIP,))

DIALECT = Dialect(
    "accelerate",
    roles={_ACCELERATOR: Kind.ENGINE},
    rows={
        # Only DeepSpeed takes it, whose engine steps and clears inside ``backward``.
        "accelerate.utils.DummyOptim": Row(hooks=True),
        **of(
            _ACCELERATOR,
            {
                "backward": Row((Verb.BACKWARD,)),
                "clip_grad_norm_": _CLIP,
                "clip_grad_value_": _CLIP,
                "unscale_gradients": Row((Verb.UNSCALE,)),
                "prepare": _PREPARE,
                "prepare_model": _PREPARE,
                "prepare_optimizer": _PREPARE,
                "prepare_scheduler": _PREPARE,
                "prepare_data_loader": _PREPARE,
                "unwrap_model": Row(gives=slot(0, "model")),
                "accumulate": CONTEXT,
                "no_sync": CONTEXT,
                "join_uneven_inputs": CONTEXT,
                "autocast": CONTEXT,
                "profile": CONTEXT,
                "main_process_first": CONTEXT,
                "local_main_process_first": CONTEXT,
                "split_between_processes": CONTEXT,
                "maybe_context_parallel": CONTEXT,
                # It makes its gradients and uses them at once.
                "lomo_backward": Row((Verb.BACKWARD,), settled=False),
                **quiet(
                    *("gather", "gather_for_metrics", "reduce", "pad_across_processes", "wait_for_everyone"),
                    *("init_trackers", "end_training", "get_tracker", "free_memory", "get_state_dict"),
                    *("register_for_checkpointing", "skip_first_batches", "set_trigger", "check_trigger"),
                    *("load_state", "print", "log", "save", "save_model", "save_state"),
                ),
            },
        ),
    },
    aliases={"accelerate.accelerator.": "accelerate."},
)
