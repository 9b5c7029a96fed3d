"""lintrain finds, repairs and proves the absence of the mistakes that silently ruin PyTorch training."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
