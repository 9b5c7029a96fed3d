"""What the parent tells every process of the run: one JSON file, named in one environment variable."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass

VARIABLE = "LINTRAIN_SMOKE"
"""The environment variable that holds the path of the orders."""


@dataclass(frozen=True, slots=True)
class Orders:
    """How to watch, and where to write.

    ``scratch`` is the folder of the run. ``tree`` holds the mirror: a path of the user stands there under
    its own absolute name; ``None`` when the run is in place. ``roots`` are the user's folders.
    ``deadline`` is in seconds since the epoch. The last four are for whoever measures and reports.
    """

    scratch: str
    steps: int
    rules: tuple[str, ...]
    roots: tuple[str, ...]
    tree: str | None = None
    device: str = "auto"
    keep_compile: bool = False
    deadline: float | None = None
    measure: bool = False
    overfit_one_batch: bool = False
    report: str | None = None
    tensorboard: str | None = None
    plugins: tuple[str, ...] = ()

    def write(self) -> str:
        """Write the orders into the scratch folder and return their path."""
        path = os.path.join(self.scratch, "orders.json")
        with open(path, "w", encoding="utf-8") as stream:
            json.dump(asdict(self), stream)
        return path

    @staticmethod
    def read(path: str) -> Orders:
        """Read what :meth:`write` wrote."""
        with open(path, encoding="utf-8") as stream:
            data = json.load(stream)
        data |= {key: tuple(data[key]) for key in ("rules", "roots", "plugins")}
        return Orders(**data)

    @property
    def accounts(self) -> str:
        """The folder into which each process writes its account."""
        return os.path.join(self.scratch, "accounts")

    @property
    def stacks(self) -> str:
        """The folder into which each process writes where it stands when the time is up."""
        return os.path.join(self.scratch, "stacks")

    def is_users(self, path: str) -> bool:
        """Tell whether a file is one of the user's own, and not one of an environment inside the project."""
        inside = path.startswith(tuple(os.path.join(root, "") for root in self.roots))
        return inside and f"{os.sep}site-packages{os.sep}" not in path

    def users(self, path: str) -> str:
        """Return a path of the mirror as the user knows it."""
        return users_path(path, self.tree)


def users_path(path: str, tree: str | None) -> str:
    """Return ``path`` without the folder that the mirror stands in."""
    return path[len(tree) :] if tree is not None and path.startswith(tree + os.sep) else path
