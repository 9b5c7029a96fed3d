"""Files that a living process holds: what nobody holds was left by one that was killed."""

from __future__ import annotations

import sys
from contextlib import suppress

if sys.platform != "win32":
    import fcntl


def hold(descriptor: int) -> bool:
    """Hold an open file until it is closed. ``False``: another process holds it.

    Raises:
        OSError: this file system cannot tell.
    """
    if sys.platform == "win32":
        raise OSError("there are no such locks here")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def hold_if_possible(descriptor: int) -> None:
    """Hold a file that nobody else knows yet."""
    with suppress(OSError):  # then nobody can find out that it is not held, or takes it for left behind
        hold(descriptor)
