"""A grammar of training programs: small, quick and deterministic ones, right or with one known mistake.

A program is a :class:`~generated.plan.Plan`, a handful of choices. :mod:`~generated.writing` turns it
into source.
"""
