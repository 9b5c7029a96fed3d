"""The page as a whole: header, findings, timeline, charts, and what was measured when."""

from __future__ import annotations

import base64
import hashlib
import importlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from lintrain.findings import Finding, Severity
from lintrain.report import Report
from lintrain.reporters.page.charts import Chart, charts
from lintrain.reporters.page.found import anchor, cards
from lintrain.reporters.page.markup import data, element, text
from lintrain.reporters.page.timeline import timeline
from lintrain.reporters.run import sentence
from lintrain.reporters.summary import count
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.visible import place
from lintrain.smoking.accounts import Account
from lintrain.smoking.accounts import Told as Everybody
from lintrain.smoking.running import Watched
from lintrain.smoking.series import telling
from lintrain.source.lines import Lines
from lintrain.source.reading import Undecodable, decode, read


@dataclass(frozen=True, slots=True)
class Told:
    """A run, and the report of what was found in it."""

    watched: Watched
    report: Report


def page(told: Told, terminal: Terminal) -> str:
    """Return the report as HTML. ``terminal`` is asked for nothing but its width."""
    account = told.watched.told.told
    drawn = charts(account.points) if account else []
    body = [
        _header(told, account),
        _problems(told.report),
        _findings(told, terminal),
        _timeline(told, account) if account else "",
        _measured(account, drawn) if account else "",
        _footer(),
    ]
    return _document(f"lintrain smoke: {text(told.watched.wish.target)}", "".join(body), drawn)


# --- sections ---


def _header(told: Told, account: Account | None) -> str:
    watched = told.watched
    facts = {
        "Script": text(" ".join((watched.wish.target, *watched.wish.arguments))),
        "Device": text(", ".join(watched.told.devices)),
        "Steps": f"{watched.told.steps} of {watched.wish.steps}",
        "Ranks": text(", ".join(map(str, watched.told.ranks))),
        "torch": text(account.torch if account else ""),
        "Began": time.strftime("%Y-%m-%d %H:%M", time.localtime(account.began)) if account else "",
    }
    pairs = [element("div", element("dt", k) + element("dd", v)) for k, v in facts.items() if v]
    return element(
        "header",
        element("p", "lintrain smoke", "brand")
        + element("h1", text(watched.wish.target))
        + element("p", text(sentence(watched, told.report)), f"verdict {_verdict(told)}")
        + element("dl", "".join(pairs), "facts"),
    )


def _verdict(told: Told) -> str:
    """Return the worst of what there is to say."""
    severities = [finding.severity for finding in told.report.findings]
    if told.report.problems:
        return Severity.ERROR.value
    return min(severities, key=list(Severity).index).value if severities else "good"


def _problems(report: Report) -> str:
    said = [
        f"{problem.path}{place(problem.row, problem.column)}: {problem.message}"
        for problem in report.problems
    ]
    items = "".join(element("li", text(each)) for each in said)
    return _section("unchecked", "What went wrong", element("ul", items)) if items else ""


def _findings(told: Told, terminal: Terminal) -> str:
    findings = _worst_first(told.report)
    if not findings:
        return ""
    silenced = told.report.suppressed
    note = element("p", f"{count(silenced, 'finding')} suppressed by comments.", "note") if silenced else ""
    return _section("findings", "Findings", cards(told.report.files, findings, terminal) + note)


def _worst_first(report: Report) -> list[Finding]:
    return sorted(report.findings, key=lambda finding: list(Severity).index(finding.severity))


def _timeline(told: Told, account: Account) -> str:
    links: dict[str, tuple[str, str]] = {}
    for index, finding in enumerate(_worst_first(told.report)):
        links.setdefault(finding.code, (anchor(index), finding.name))
    account = witness(told.watched.told, frozenset(links)) or account
    number, step = telling(account.trace, links)
    drawn = timeline(step, _Rows().row, links)
    if not drawn:
        return ""
    rank = f" on rank {account.rank}" if account.rank is not None else ""
    said = (
        f"Everything that happened to gradients{rank} until step {number} was over, in order, with the state "
        "of the gradients before and after. Steps are counted from 0; all backwards of an accumulation "
        "window belong to one step."
    )
    keys = {"clear": "none held", "pending": "produced, not used yet", "spent": "used by a step"}
    legend = "".join(
        element("span", element("i", "", f"key {kind}") + f" {kind}: {what}") for kind, what in keys.items()
    )
    return _section(
        "step", f"What happened in step {number}", element("p", said) + element("p", legend, "legend") + drawn
    )


def witness(told: Everybody, codes: frozenset[str]) -> Account | None:
    """Return the process whose trace shows one of ``codes`` violated, or else the one that has the word."""
    trained = [told.told, *told.accounts]
    shows = (a for a in trained if a and any(code in codes for m in a.trace for code, _, _ in m.violated))
    return next(shows, told.told)


def _measured(account: Account, drawn: Sequence[Chart]) -> str:
    if not drawn:
        return ""
    return _section("measured", "Measured", element("p", _honest(account)) + "".join(map(_chart, drawn)))


def _honest(account: Account) -> str:
    steps = sorted({point.step for point in account.points if point.sampled})
    named = ", ".join(map(str, steps))
    sampled = (
        f"Gradients and weights were looked at on {count(len(steps), 'step')} only: {named}. "
        "Between them the lines are straight because nobody looked. Drag over a chart to zoom, double-click "
        "to go back."
        if steps
        else "No step was reached on which gradients and weights are looked at."
    )
    rank = f" All numbers are those of rank {account.rank}." if account.rank is not None else ""
    return f"Losses and clips were read on every step. {sampled}{rank}"


def _chart(chart: Chart) -> str:
    plot = element(
        "div",
        "",
        "plot",
        id=f"chart-{chart.name}",
        style=f"height:{chart.height}px",
        role="img",
        **{"aria-label": f"{chart.title}. {chart.caption}"},
    )
    return element(
        "figure",
        element("h3", text(chart.title)) + plot + element("figcaption", text(chart.caption)),
        "chart",
    )


def _section(name: str, title: str, content: str) -> str:
    return element("section", element("h2", title) + content, name, id=name)


def _footer() -> str:
    import lintrain

    return element(
        "footer", f"Written by lintrain {lintrain.__version__}. This file loads nothing from anywhere."
    )


class _Rows:
    """Rows of source, of files that are read once."""

    def __init__(self) -> None:
        self._files: dict[str, Lines | None] = {}

    def row(self, path: str, row: int) -> str:
        """Return a row, or nothing where the file cannot be read (code that was typed or made up)."""
        if path not in self._files:
            self._files[path] = _lines(path)
        lines = self._files[path]
        return lines.row(row) if lines else ""


def _lines(path: str) -> Lines | None:
    content = read(path)
    if not isinstance(content, bytes):
        return None
    try:
        return Lines(decode(content).text)
    except Undecodable:
        return None


# --- the document ---


def _document(title: str, body: str, drawn: Sequence[Chart]) -> str:
    figures = {f"chart-{chart.name}": chart.figure for chart in drawn}
    scripts = [importlib.import_module("plotly.offline").get_plotlyjs(), _asset("page.js")] if drawn else []
    head = (
        '<meta charset="utf-8">'
        + f'<meta http-equiv="Content-Security-Policy" content="{_policy(scripts)}">'
        + '<meta name="viewport" content="width=device-width, initial-scale=1">'
        + '<meta name="color-scheme" content="light dark">'
        + element("title", title)
        + element("style", _asset("page.css"))
    )
    without = element(
        "noscript", element("p", "The charts are drawn by a script, and scripts are off.", "note")
    )
    tail = element("script", data(figures), type="application/json", id="figures") if drawn else ""
    tail += "".join(element("script", script) for script in scripts)
    content = element("main", body + (without if drawn else "")) + tail
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>{content}</body></html>\n'


def _policy(scripts: Sequence[str]) -> str:
    """Allow the page its own scripts, by their hashes, and nothing from elsewhere."""
    hashes = [hashlib.sha256(script.encode("utf-8")).digest() for script in scripts]
    allowed = " ".join(f"'sha256-{base64.b64encode(each).decode('ascii')}'" for each in hashes) or "'none'"
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:"


def _asset(name: str) -> str:
    return files("lintrain.reporters.page").joinpath(name).read_text("utf-8")
