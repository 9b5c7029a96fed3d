"""lintrain finds, repairs and proves the absence of the mistakes that silently ruin PyTorch training."""

from __future__ import annotations

TYPE_CHECKING = False  # what typing has under this name costs an import
if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from concurrent.futures import Executor

    from lintrain.report import Report

__all__ = ["__version__", "check"]

__version__ = "0.1.0"


def check(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    executor: Executor | None = None,
    isolated: bool = False,
) -> Report:
    """Check files and directories, as ``lintrain check`` does.

    ``executor`` does what must be analysed: any :class:`concurrent.futures.Executor`, also that of a
    cluster (``distributed.Client(...).get_executor()``). Its workers must see the same files under the same
    paths, and have this version of lintrain. The report does not depend on who made it. ``isolated`` reads
    no configuration.

    Raises:
        lintrain.config.ConfigError: a configuration cannot be followed.
    """
    from lintrain.api import check as checked

    return checked(paths, executor, isolated)
