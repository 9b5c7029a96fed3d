"""lintrain finds, repairs and proves the absence of the mistakes that silently ruin PyTorch training."""

from __future__ import annotations

__all__ = ["__version__"]


def __getattr__(name: str) -> str:
    """Look the version up when somebody asks: reading metadata costs more than the import of this package."""
    if name == "__version__":
        from importlib.metadata import version

        return version("lintrain")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
