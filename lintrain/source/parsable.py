"""Whether a file that no rule wants to see is Python at all.

A file that cannot be parsed is named even if nothing would have been found in it: "no findings" must
mean that somebody looked.
"""

from __future__ import annotations

import ast
import warnings


def parses(data: bytes) -> bool:
    """Tell whether this Python accepts ``data``, at about 10 MB/s.

    A refusal proves nothing: the file may be written for another version. Ask the real parser then.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(data, "<lintrain>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True
