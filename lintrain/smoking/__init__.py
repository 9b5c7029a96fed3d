"""A short real run of a training script, watched, harmless, and reported as ``check`` reports.

The parent (:mod:`lintrain.smoking.running`) never imports torch. It starts the script unchanged in a process
of its own, in a scratch copy of the working directory (:mod:`lintrain.smoking.mirror`). Every Python process
of that run finds a ``sitecustomize`` that calls :mod:`lintrain.smoking.child`: it waits until torch is
imported, enters ``lintrain.runtime.watch``, and keeps an account (:mod:`lintrain.smoking.accounts`) that
the parent reads.
"""
