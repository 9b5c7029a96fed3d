"""The language server: what editors are told while somebody types.

Files that are open in the editor are checked as they stand there, saved or not, by one
:class:`~lintrain.engine.Session`, in a thread of their own. What is checked is never executed.
"""

from __future__ import annotations
