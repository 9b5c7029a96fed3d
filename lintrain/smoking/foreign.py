"""Libraries that open files outside of Python, where its hooks see nothing: their writers are redirected.

What torch itself writes is redirected by ``lintrain.runtime.harmless``. Whatever else writes through a link
of the mirror is found when the run has ended (:meth:`lintrain.smoking.mirror.Mirror.changed`), and named.
"""

from __future__ import annotations

import functools
import os
from typing import Any

from lintrain.smoking.copying import Copying
from lintrain.smoking.imports import Then


def writers(copying: Copying) -> dict[str, Then]:
    """Return what to do when a library has been imported, by its name."""
    return {
        "safetensors": functools.partial(_safetensors, copying),
        "h5py": functools.partial(_h5py, copying),
    }


def _safetensors(copying: Copying, module: Any) -> None:  # noqa: ANN401  # a module
    serialize = module.serialize_file

    @functools.wraps(serialize)
    def serialize_file(tensors: Any, filename: Any, *rest: Any, **more: Any) -> Any:  # noqa: ANN401
        return serialize(tensors, copying.redirected(os.fspath(filename)), *rest, **more)

    module.serialize_file = serialize_file


def _h5py(copying: Copying, module: Any) -> None:  # noqa: ANN401  # a module
    initialise = module.File.__init__

    @functools.wraps(initialise)
    def init(self: Any, name: Any, mode: str = "r", *rest: Any, **more: Any) -> None:  # noqa: ANN401
        if mode != "r" and isinstance(name, (str, bytes, os.PathLike)):
            with copying.working():
                copying.prepare(name, emptied=mode == "w")
        initialise(self, name, mode, *rest, **more)

    module.File.__init__ = init
