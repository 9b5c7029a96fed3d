"""The report of a run as one page of HTML that needs nothing but itself.

Findings and the timeline are plain markup; the charts are drawn by plotly, whose script stands in the file.
Whatever comes from the program (paths, source, names) goes through :func:`~.markup.text`.
"""

from lintrain.reporters.page.document import Told, page

__all__ = ["Told", "page"]
