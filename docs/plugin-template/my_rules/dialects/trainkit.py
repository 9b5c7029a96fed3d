"""trainkit, a library that does not exist: ``Engine.update(loss)`` goes backward, and steps."""

from __future__ import annotations

from lintrain.model.dialects import Dialect, Row, Verb

DIALECT = Dialect("trainkit", rows={"trainkit.Engine.update": Row((Verb.BACKWARD, Verb.STEP))})
