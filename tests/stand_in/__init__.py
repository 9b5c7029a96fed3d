"""A stand-in for the rules and the analysis: see ``__main__``."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
import types
from collections.abc import Iterator, Sequence
from pathlib import Path

from lintrain.findings import (
    Applicability,
    Edit,
    FileReport,
    Finding,
    Fix,
    Problem,
    Related,
    Severity,
)
from lintrain.rule import Rule, all_rules
from lintrain.source.lines import Lines
from lintrain.source.reading import Undecodable, decode

SAFE, UNSAFE = Applicability.SAFE, Applicability.UNSAFE


def install() -> None:
    """Put the stand-in in the place of ``lintrain.rules`` and ``lintrain.analysis``."""
    rules = types.ModuleType("lintrain.rules")
    rules.__path__ = [str(Path(__file__).with_name("rules"))]
    analysis = types.ModuleType("lintrain.analysis")
    analysis.analyse = analyse
    analysis.prepare = lambda: None
    sys.modules |= {"lintrain.rules": rules, "lintrain.analysis": analysis}
    all_rules.cache_clear()


def analyse(
    path: str, data: bytes, rules: Sequence[type[Rule]], project: object = None, fixes: bool = True
) -> FileReport:
    """Do what ``lintrain.analysis.analyse`` does."""
    try:
        text = decode(data).text
        compile(text, path, "exec", dont_inherit=True)
    except Undecodable as error:
        return FileReport(path, problems=(Problem(path, str(error)),))
    except SyntaxError as error:
        problem = Problem(path, error.msg, error.lineno, error.offset)
        return FileReport(path, problems=(problem,))
    if "crash()" in text:
        raise KeyError("crash")
    if "die()" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "doze()" in text:
        Path(path).with_suffix(".dozing").touch()
        time.sleep(300)
    codes = {rule.code for rule in rules}
    found = [finding for finding in examine(path, text) if finding.code in codes]
    found.sort(key=lambda finding: finding.sort_key)
    return FileReport(path, tuple(found), text=text if found else "")


def examine(path: str, text: str) -> Iterator[Finding]:
    """Yield what the stand-in finds."""
    lines = Lines(text)
    for match in re.finditer(r"^([ \t]*)step\(\)[^\n]*\n(?:.*\n)*?[ \t]*(clip\([^)]*\)).*\n", text, re.M):
        step, clip = match.end(1), match.span(2)
        first = text.rindex("\n", 0, clip[0]) + 1
        last = text.index("\n", clip[1]) + 1
        fix = Fix(
            "Clip before the step",
            (Edit(match.start(), match.start(), text[first:last]), Edit(first, last, "")),
            SAFE,
        )
        related = (
            Related("`step()` consumes the gradients", path, lines.span(step, step + 6)),
            Related("clips too late", path, lines.span(*clip)),
        )
        severity = Severity.WARNING if "inf" in match[2] else Severity.ERROR
        yield Finding(
            path, lines.span(*clip), "T101", "late-clip", severity,
            "gradients are clipped after `step()` consumed them", "clip between backward and step",
            related, fix,
        )  # fmt: skip
    if "clear()" not in text:
        for match in re.finditer(r"^([ \t]*)backward\(\)", text, re.M):
            fix = Fix("Insert `clear()`", (Edit(match.start(), match.start(), f"{match[1]}clear()\n"),), SAFE)
            yield Finding(
                path, lines.span(match.end(1), match.end()), "T102", "no-clear", Severity.ERROR,
                "gradients are never cleared", fix=fix,
            )  # fmt: skip
    for match in re.finditer(r"decay\((everything)\)", text):
        fix = Fix(
            "Split the groups", (Edit(*match.span(1), "weights"),), UNSAFE, "saved state changes its layout"
        )
        yield Finding(
            path, lines.span(*match.span()), "T201", "broad-decay", Severity.WARNING,
            "everything decays", fix=fix,
        )  # fmt: skip
    for match in re.finditer(r"decay\(hopeless\)", text):
        fix = Fix("Break it", (Edit(*match.span(), "decay("),), SAFE)
        yield Finding(
            path, lines.span(*match.span()), "T201", "broad-decay", Severity.WARNING,
            "nothing helps", fix=fix,
        )  # fmt: skip
    for match in re.finditer(r"advice\(\)", text):
        yield Finding(
            path, lines.span(*match.span()), "T301", "idle-advice", Severity.ADVICE, "think again",
        )  # fmt: skip
