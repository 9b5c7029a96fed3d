"""What the script prints goes to stderr, so that stdout holds the report alone."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from lintrain.reporters.terminal import wants_colour

if TYPE_CHECKING:
    from rich.progress import Progress

REDRAW_EVERY = 0.1


class Stripping:
    """Takes the mirror's folder out of a stream of bytes: what is left is what the user's run prints."""

    def __init__(self, prefix: str | None) -> None:
        self._prefix = (prefix or "").encode(errors="surrogateescape")
        self._rest = b""

    def feed(self, data: bytes) -> bytes:
        """Return what can be passed on; what may be the beginning of the prefix waits for more."""
        if not self._prefix:
            return data
        text = (self._rest + data).replace(self._prefix, b"")
        keep = next((n for n in range(len(self._prefix) - 1, 0, -1) if text.endswith(self._prefix[:n])), 0)
        self._rest = text[len(text) - keep :]
        return text[: len(text) - keep]

    def finish(self) -> bytes:
        """Return what was waiting."""
        rest, self._rest = self._rest, b""
        return rest


class Plain:
    """Passes bytes on as they are, to a stderr that is no terminal."""

    def __init__(self, prefix: str | None, stream: BinaryIO | None = None) -> None:
        self._stripping = Stripping(prefix)
        self._stream = stream or sys.stderr.buffer

    def __enter__(self) -> Plain:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._write(self._stripping.finish())

    def output(self, data: bytes) -> None:
        """Show what the script has printed."""
        self._write(self._stripping.feed(data))

    def progress(self, done: int, total: int) -> None:
        """Show nothing: there is no terminal."""

    def _write(self, data: bytes) -> None:
        self._stream.write(data)
        self._stream.flush()


class OnTerminal:
    """Shows the script's lines dimly, above a bar with the steps made so far."""

    def __init__(self, prefix: str | None) -> None:
        self._stripping = Stripping(prefix)
        self._line = b""
        self._progress: Progress | None = None
        self._next = 0.0

    def __enter__(self) -> OnTerminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if rest := self._line + self._stripping.finish():
            self._print(rest)
        if self._progress is not None:
            self._progress.stop()

    def output(self, data: bytes) -> None:
        """Show whole lines; of a line that was overwritten, what stood there last."""
        *lines, self._line = (self._line + self._stripping.feed(data)).split(b"\n")
        for line in lines:
            self._print(line)

    def progress(self, done: int, total: int) -> None:
        """Draw the bar, ten times in a second at most."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + REDRAW_EVERY
        bar = self._bar(total)
        bar.update(bar.task_ids[0], completed=done, refresh=True)

    def _bar(self, total: int) -> Progress:
        if self._progress is None:
            self._progress = _start(total)
        return self._progress

    def _print(self, line: bytes) -> None:
        from rich.text import Text

        shown = line.removesuffix(b"\r").rpartition(b"\r")[2].decode(errors="backslashreplace")
        if self._progress is None:
            sys.stderr.write(f"\x1b[2m{shown}\x1b[0m\n" if wants_colour(sys.stderr) else f"{shown}\n")
        else:
            text = Text.from_ansi(shown)
            text.stylize("dim")
            self._progress.console.print(text, soft_wrap=True)


Forwarding = Plain | OnTerminal


def forwarding(prefix: str | None) -> Forwarding:
    """Return how to show what the script prints."""
    return OnTerminal(prefix) if sys.stderr.isatty() else Plain(prefix)


def _start(total: int) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, no_color=not wants_colour(sys.stderr), highlight=False)
    columns = (TextColumn("Optimizer steps"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    progress = Progress(*columns, console=console, transient=True, auto_refresh=False)
    progress.add_task("Optimizer steps", total=total)
    progress.start()
    return progress
