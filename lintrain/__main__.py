"""``python -m lintrain``."""

from __future__ import annotations

from lintrain.cli import main

if __name__ == "__main__":
    main()
