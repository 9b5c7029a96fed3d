"""What plug-ins add to the settings."""

from __future__ import annotations

from collections.abc import Collection

from lintrain import packs
from lintrain.selection import Rules, default_rules


def added_by(plugins: Collection[str]) -> Rules:
    """Return the rules of plug-ins that are on by default."""
    if not plugins:
        return frozenset()
    return frozenset(rule for rule in default_rules() if packs.pack_of(rule.__module__) in plugins)
