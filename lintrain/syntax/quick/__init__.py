"""A second front end: Python's own ``ast`` to the same graph, some ten times as fast as libcst.

It exists to clear files. What is told to anybody comes from the graph that is lowered from libcst; but a
file whose graph shows nothing wrong is done, and both front ends lower it to the same graph, number for
number. A few spellings that ``ast`` does not tell apart, or that libcst reads differently, are
:class:`~.unsure.Unsure`: such a file goes to libcst.
"""
