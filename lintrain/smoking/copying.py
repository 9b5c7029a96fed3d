"""Seen from inside the run: what is about to be written is made writable in the mirror, or noted.

Python tells of each file before it opens it to an audit hook, which may not change the path, but may change
what stands there: a link out of the mirror is replaced by a copy, or by nothing where the file is about to be
emptied.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

MOST = 200_000
"""Entries of a linked folder that becomes a real one; a larger folder stays a link, and is named."""

Path = str | bytes | os.PathLike[str] | os.PathLike[bytes] | int


class Copying:
    """Keeps writes inside of ``tree``, and remembers those that went elsewhere."""

    def __init__(self, tree: str, scratch: str, roots: tuple[str, ...]) -> None:
        self._tree = tree
        self.busy = threading.local()
        """``now`` is true in a thread that is at work in here."""
        self._roots = tuple(os.path.join(root, "") for root in roots)
        self._harmless = tuple(os.path.join(folder, "") for folder in (scratch, *_harmless()))
        self.outside: dict[str, None] = {}
        """What was written outside, in order."""

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """Let what is done here be neither watched nor redirected."""
        before = getattr(self.busy, "now", False)
        self.busy.now = True
        try:
            yield
        finally:
            self.busy.now = before

    def prepare(self, path: Path, emptied: bool = False) -> None:
        """Make ``path`` writable, and touch nothing of the user's; ``emptied``: its content goes anyway."""
        if isinstance(path, int):
            return
        absolute = os.path.abspath(os.fsdecode(path))
        if not self._inside(absolute):
            self._note(absolute)
        elif (own := self._folder(os.path.dirname(absolute))) is not None:
            self._file(os.path.join(own, os.path.basename(absolute)), emptied)

    def prepare_folder(self, path: Path) -> None:
        """Make the folder of ``path`` one in which something may be made, renamed or removed."""
        if isinstance(path, int):
            return
        absolute = os.path.abspath(os.fsdecode(path))
        if self._inside(absolute):
            self._folder(os.path.dirname(absolute))
        else:
            self._note(absolute)

    def redirected(self, path: str) -> str:
        """Return where a file that is to be written should go: outside of the mirror, to its place in it."""
        absolute = os.path.abspath(path)
        with self.working():
            if self._inside(absolute):
                self.prepare(absolute, emptied=True)
                return path
            if self._is_harmless(absolute):
                return path
            mirrored = self._tree + absolute
            self._folder_for(mirrored)
            return mirrored

    def mirrored(self, path: Path) -> Path:
        """Return where what is at an absolute path of the user's stands in the mirror."""
        plain = os.fsdecode(path) if not isinstance(path, int) else ""
        return self._tree + plain if os.path.join(plain, "").startswith(self._roots) else path

    def found(self, path: str) -> str:
        """Return where a file that is to be read is: what :meth:`redirected` moved, is where it went."""
        absolute = os.path.abspath(path)
        mirrored = self._tree + absolute
        with self.working():
            moved = os.path.isfile(mirrored) and not os.path.islink(mirrored)
        return mirrored if moved and not self._inside(absolute) else path

    def _inside(self, absolute: str) -> bool:
        return absolute.startswith(self._tree + os.sep)

    def _note(self, absolute: str) -> None:
        if not self._is_harmless(absolute):
            self.outside[absolute] = None

    def _is_harmless(self, absolute: str) -> bool:
        folder = os.path.join(absolute, "")
        return folder.startswith(self._harmless) and not folder.startswith(self._roots)

    def _folder_for(self, mirrored: str) -> None:
        folder = os.path.dirname(mirrored)
        self._folder(folder)
        os.makedirs(folder, exist_ok=True)
        self._file(mirrored, emptied=True)

    def _folder(self, folder: str) -> str | None:
        """Return the real folder in the mirror that ``folder`` leads to, with links on the way opened up."""
        current = self._tree
        for part in os.path.relpath(folder, self._tree).split(os.sep):
            current = os.path.join(current, part)
            if os.path.islink(current):
                target = os.path.realpath(current)
                if self._inside(target):
                    current = target
                elif not os.path.isdir(target) or not _open_up(current, target):
                    self._note(target)
                    return None
        return current

    def _file(self, path: str, emptied: bool) -> None:
        if not os.path.islink(path):
            return
        target = os.path.realpath(path)
        if self._inside(target):
            return
        if os.path.isdir(target):
            _open_up(path, target)
            return
        os.unlink(path)
        if not emptied and os.path.exists(target):
            shutil.copy2(target, path)


def _open_up(link: str, target: str) -> bool:
    """Replace a link to a folder by a folder of links."""
    with os.scandir(target) as entries:
        names = [entry.name for entry in entries]
    if len(names) > MOST:
        return False
    os.unlink(link)
    os.mkdir(link)
    for name in names:
        os.symlink(os.path.join(target, name), os.path.join(link, name))
    return True


def _harmless() -> list[str]:
    """Return the folders into which anybody may write: temporary ones, devices, caches."""
    caches = [
        os.environ.get(name) for name in ("XDG_CACHE_HOME", "HF_HOME", "TORCH_HOME", "TRITON_CACHE_DIR")
    ]
    home = os.path.expanduser("~")
    caches += [os.path.join(home, ".cache"), os.path.join(home, ".triton"), os.path.join(home, ".nv")]
    folders = [tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev", "/proc", *filter(None, caches)]
    return [os.path.abspath(folder) for folder in folders if folder]


def watch_writes(copying: Copying) -> None:
    """See every write of this process before it happens. A hook cannot be taken away again."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        handler = _HANDLERS.get(event)
        if handler is None or getattr(copying.busy, "now", False):
            return
        # What cannot be made ready here fails in the user's own call, with its own error.
        with copying.working(), contextlib.suppress(OSError):
            handler(copying, *arguments)

    sys.addaudithook(hook)


def _opened(copying: Copying, path: Path, mode: str | None, flags: int) -> None:
    if flags & WRITING:
        copying.prepare(path, emptied=bool(flags & os.O_TRUNC and flags & os.O_CREAT))


def _changed(copying: Copying, path: Path, *_: object) -> None:
    copying.prepare(path)


def _removed(copying: Copying, path: Path, *_: object) -> None:
    copying.prepare(copying.mirrored(path))


def _connected(copying: Copying, database: Path) -> None:
    if database not in (":memory:", b":memory:", ""):
        copying.prepare(database)


def _entered(copying: Copying, path: Path, *rest: object) -> None:
    """Something is made or removed in the folder of ``path``."""
    if not isinstance(path, int) and rest[-1:] in ((), (-1,)):  # else relative to an open folder
        copying.prepare_folder(path)


def _renamed(copying: Copying, source: Path, target: Path, *folders: int) -> None:
    if all(folder == -1 for folder in folders):
        copying.prepare_folder(source)
        copying.prepare_folder(target)


def _linked(copying: Copying, source: Path, target: Path, *_: object) -> None:
    copying.prepare_folder(target)


_HANDLERS: dict[str, Callable[..., None]] = {
    "open": _opened,
    "os.chmod": _changed,
    "os.chown": _changed,
    "os.link": _linked,
    "os.mkdir": _entered,
    "os.remove": _entered,
    "os.rename": _renamed,
    "os.rmdir": _changed,
    "os.setxattr": _changed,
    "os.symlink": _linked,
    "os.truncate": _changed,
    "os.utime": _changed,
    "shutil.rmtree": _removed,
    "sqlite3.connect": _connected,
}
