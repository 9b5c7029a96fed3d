"""ignite: engines that call a function for every batch.

https://docs.pytorch.org/ignite/engine.html. ``Engine(update)`` calls ``update(engine, batch)`` again and
again and does
nothing around it; the engines of the ``create_supervised_*`` factories go backward, step, clear and set
the mode by themselves.
"""

from __future__ import annotations

from lintrain.model.dialects._base import Dialect, Row, of, quiet, slot
from lintrain.model.kinds import Kind

_ENGINE = "ignite.engine.Engine"

DIALECT = Dialect(
    "ignite",
    roles={
        _ENGINE: Kind.ENGINE,
        "ignite.engine.create_supervised_trainer": Kind.ENGINE,
        "ignite.engine.create_supervised_evaluator": Kind.ENGINE,
    },
    rows={
        _ENGINE: Row(repeats=slot(0, "process_function")),
        **of(
            _ENGINE,
            quiet("on", "add_event_handler", "remove_event_handler", "register_events", "has_event_handler"),
        ),
    },
    aliases={"ignite.engine.engine.": "ignite.engine."},
)
