"""The runtime witness: watches a real run, and judges it by the same invariants as the static one.

Observers turn what torch does into the events of :mod:`lintrain.events`; :mod:`lintrain.protocol` holds
the states, and each rule's predicate is asked. This is the one part of lintrain that imports torch.
"""

from ._measured import Measurement
from ._observer import Observer
from ._run import Happened, Run, TrainingMistake
from ._scene import Scene, Stop
from ._watch import watch

__all__ = ["Happened", "Measurement", "Observer", "Run", "Scene", "Stop", "TrainingMistake", "watch"]
