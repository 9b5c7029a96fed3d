"""The place of the runtime witness.

It is to watch a short real run and feed the very events of :mod:`lintrain.events` to the very states of
:mod:`lintrain.protocol`, so that each rule's predicate is judged twice. This release holds none of it yet.
"""
