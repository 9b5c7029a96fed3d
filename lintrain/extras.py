"""What is needed for one command alone, and may be missing."""

from __future__ import annotations

from importlib.util import find_spec

import click


class Missing(click.ClickException):
    """Something that must be installed first."""

    exit_code = 2


def need(package: str, command: str, extra: str) -> None:
    """Raise :class:`Missing` where ``package`` is not installed."""
    if find_spec(package) is None:
        raise Missing(f'`{command}` needs {package}: pip install "lintrain[{extra}]"')
