"""The real command line over a stand-in for the analysis, so that its tests depend on no rule.

The stand-in has four rules, in ``rules/`` beside this file, and finds them by regular expressions:

- ``T101 late-clip``: ``clip()`` after ``step()``, safe fix: moved before it; two places as witness
- ``T102 no-clear``: ``backward()`` where no row says ``clear()``, safe fix: inserted above
- ``T201 broad-decay``: ``decay(everything)``, unsafe fix; ``decay(hopeless)``, a fix that breaks the file
- ``T301 idle-advice``: ``advice()``, no fix, off by default

``crash()`` makes it raise, ``die()`` kills the process and ``doze()`` takes very long, as defects of
the real one would.
"""

from __future__ import annotations

from stand_in import install

if __name__ == "__main__":
    install()
    from lintrain.cli import main

    main()
