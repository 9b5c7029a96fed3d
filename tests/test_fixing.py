"""A fix is a transaction: what is kept, what is withdrawn and why, and which bytes are touched.

The programs here are words. A judge finds every ``bad...`` word, and the fixes under test are given
as a table from word to replacement.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lintrain.findings import Applicability, Edit, FileReport, Finding, Fix, Problem, Severity
from lintrain.fixing import Change, Refused, Wanted, apply_edits, proven, repair
from lintrain.source.lines import Lines
from lintrain.source.reading import decode
from lintrain.source.suppression import suppress

SAFE, UNSAFE = Applicability.SAFE, Applicability.UNSAFE

CODES = {"bad": "X1", "bae": "X2", "baf": "X3"}
ALL = Wanted(frozenset(CODES.values()), unsafe=True)


class Judge:
    """Finds words, and repairs them as ``fixes`` says: a replacement, or offsets around the word."""

    def __init__(self, fixes: dict[str, str], applicability: Applicability = SAFE) -> None:
        self.fixes, self.applicability, self.calls = fixes, applicability, 0

    def __call__(self, data: bytes) -> FileReport:
        self.calls += 1
        text = decode(data).text
        if "unparsable" in text:
            return FileReport("a.py", problems=(Problem("a.py", "cannot be parsed: here"),))
        lines = Lines(text)
        findings = [self._finding(lines, match) for match in re.finditer(r"\b(ba[def])\w*", text)]
        return FileReport("a.py", tuple(findings), text=text)

    def _finding(self, lines: Lines, match: re.Match[str]) -> Finding:
        fix = None
        if (text := self.fixes.get(match[0])) is not None:
            fix = Fix("Replace it", (Edit(*match.span(), text),), self.applicability)
        name = match[1]
        return Finding(
            "a.py", lines.span(*match.span()), CODES[name], name, Severity.ERROR, match[0], fix=fix
        )


def fixed(
    source: str | bytes, fixes: dict[str, str], wanted: Wanted = ALL, **kwargs
) -> tuple[FileReport, Change | None]:
    data = source.encode() if isinstance(source, str) else source
    judge = Judge(fixes, **kwargs)
    report = suppress(judge(data)) if wanted.suppressions else judge(data)
    return repair(report, data, wanted, judge)


def text(change: Change | None) -> str | None:
    return change and change.after.decode()


def test_all_that_can_be_fixed_is():
    report, change = fixed("x bad y bae z bad", {"bad": "good", "bae": "better"})
    assert text(change) == "x good y better z good"
    assert [finding.code for finding in change.applied] == ["X1", "X2", "X1"]
    assert report.findings == ()


def test_nothing_to_do_is_no_change():
    report, change = fixed("x bad", {})
    assert change is None
    assert report.findings[0].fix_withheld == ""


@pytest.mark.parametrize(
    ("replacement", "reason"),
    [
        ("bad_still", "it would leave its finding in place"),
        ("bae", "it would bring a new finding: X2"),
        ("good bae", "it would bring a new finding: X2"),
        ("bad bad", "it would bring a new finding: X1"),
        ("unparsable", "the result cannot be parsed: here"),
        ("bad", "it changes nothing"),
    ],
)
def test_what_fails_is_withdrawn_with_the_reason(replacement, reason):
    report, change = fixed("x bad y", {"bad": replacement})
    assert change is None
    assert [(f.code, f.fix, f.fix_withheld) for f in report.findings] == [("X1", None, reason)]


def test_one_bad_fix_does_not_stop_the_others():
    report, change = fixed(
        "bad1 bad2 bae bad3", {"bad1": "ok", "bad2": "unparsable", "bae": "ok", "bad3": "ok"}
    )
    assert text(change) == "ok bad2 ok ok"
    assert [finding.message for finding in change.applied] == ["bad1", "bae", "bad3"]
    assert [(f.message, f.fix_withheld) for f in report.findings] == [
        ("bad2", "the result cannot be parsed: here")
    ]


def test_a_fix_is_judged_by_its_own_finding_not_by_another_that_went():
    """``bad1`` becomes another ``bad``, while ``bad2`` goes: the count alone would let both pass."""
    report, change = fixed("bad1 bad2", {"bad1": "bad3", "bad2": "good"})
    assert text(change) == "bad1 good"
    assert [f.fix_withheld for f in report.findings] == ["it would leave its finding in place"]


def test_two_fixes_that_undo_each_other_end():
    judge_fixes = {"bad": "bae", "bae": "bad"}
    assert fixed("bad", judge_fixes)[1] is None
    assert fixed("bad bae", judge_fixes)[1] is None


def test_overlapping_fixes_take_turns():
    class Greedy(Judge):
        """Replaces the characters around the word, too."""

        def _finding(self, lines, match):
            start, end = match.span()
            edit = Edit(max(0, start - 1), min(end + 1, len(match.string)), " ok ")
            return replace(super()._finding(lines, match), fix=Fix("Replace it", (edit,), SAFE))

    judge = Greedy({})
    data = b"bad bad bad"
    _report, change = repair(judge(data), data, ALL, judge)
    assert text(change) == " ok ok ok "
    assert len(change.applied) == 3


def test_fixing_again_changes_nothing():
    _, change = fixed("x bad1 bad2 bae", {"bad1": "ok", "bad2": "unparsable", "bae": "ok"})
    _report, again = fixed(change.after, {"bad1": "ok", "bad2": "unparsable", "bae": "ok"})
    assert again is None


def test_unsafe_fixes_are_asked_for():
    safe_only = Wanted(ALL.codes, unsafe=False)
    report, change = fixed("bad", {"bad": "ok"}, safe_only, applicability=UNSAFE)
    assert change is None
    assert report.findings[0].fix is not None
    assert fixed("bad", {"bad": "ok"}, ALL, applicability=UNSAFE)[1] is not None


def test_only_selected_rules_are_fixed_but_all_are_guarded():
    only = Wanted(frozenset({"X1"}))
    report, change = fixed("bad bae", {"bad": "ok", "bae": "ok"}, only)
    assert text(change) == "ok bae"
    assert report.findings == ()
    assert fixed("bad", {"bad": "bae"}, only)[1] is None


def test_suppressed_findings_are_left_alone():
    source = "bad # noqa: X1\nbad\n"
    report, change = fixed(source, {"bad": "ok"})
    assert text(change) == "bad # noqa: X1\nok\n"
    assert report.suppressed == 1
    assert (
        text(fixed(source, {"bad": "ok"}, Wanted(ALL.codes, suppressions=False))[1]) == "ok # noqa: X1\nok\n"
    )


def test_a_fix_may_not_uncover_a_suppressed_finding():
    """The fix moves the statement out of its comment's reach: the finding it hid would come back."""
    source = "bad; bae # noqa: X1\n"
    report, change = fixed(source, {"bae": "ok\nok"})
    assert change is None
    assert [f.fix_withheld for f in report.findings] == ["it would bring a new finding: X1"]


def test_a_fix_may_not_hide_behind_a_comment():
    report, change = fixed("bad\n", {"bad": "bad_too # noqa"})
    assert change is None
    assert [f.fix_withheld for f in report.findings] == ["it would leave its finding in place"]


def test_what_is_offered_is_proven():
    """A check shows every fix that would be kept, at its place, and no other."""
    source = b"bad1\nbad2\nbae\nbad3\nbaf\n"
    judge = Judge({"bad1": "ok\nok", "bad2": "unparsable", "bae": "ok", "bad3": "bae"})
    before = judge(source)
    after = proven(before, source, ALL, judge)
    assert [(f.message, f.fix is not None, f.fix_withheld) for f in after.findings] == [
        ("bad1", True, ""),
        ("bad2", False, "the result cannot be parsed: here"),
        ("bae", True, ""),
        ("bad3", False, "it would bring a new finding: X2"),
        ("baf", False, ""),
    ]
    assert [f.span for f in after.findings] == [f.span for f in before.findings]


# Bytes


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\r\nbad\r\nb\r\n", b"a\r\nok\r\nok\r\nb\r\n"),
        (b"a\rbad\rb", b"a\rok\rok\rb"),
        (b"a\nbad\nb", b"a\nok\nok\nb"),
        (b"a\r\nbad\nb\r\n", b"a\r\nok\nok\nb\r\n"),
        (codecs.BOM_UTF8 + "é bad".encode(), codecs.BOM_UTF8 + "é ok\nok".encode()),
        (b"# coding: latin-1\n\xe9 bad\t\x0c \n\n", b"# coding: latin-1\n\xe9 ok\nok\t\x0c \n\n"),
        (
            "# coding: shift_jis\n名 bad".encode("shift_jis"),
            "# coding: shift_jis\n名 ok\nok".encode("shift_jis"),
        ),
        (b"bad", b"ok\nok"),
    ],
)
def test_everything_else_is_byte_for_byte_the_same(before, after):
    _report, change = fixed(before, {"bad": "ok\nok"})
    assert change.after == after


def test_text_that_the_encoding_cannot_hold_is_refused():
    report, change = fixed(b"# coding: latin-1\nbad\n", {"bad": "\u540d"})
    assert change is None
    assert report.findings[0].fix_withheld == "its text cannot be written in iso-8859-1"


def test_offsets_into_another_text_are_refused():
    """An analysis that had normalised line ends would cut in the wrong places."""
    judge = Judge({"bad": "ok"})
    data = b"a\r\nbad\r\n"

    def normalising(data: bytes) -> FileReport:
        return judge(data.replace(b"\r\n", b"\n"))

    report, change = repair(normalising(data), data, ALL, normalising)
    assert change is None
    assert report.findings[0].fix_withheld == "the file cannot be written back byte for byte"


@pytest.mark.parametrize("edits", [[(0, 3), (2, 4)], [(-1, 2)], [(2, 99)], [(3, 1)]])
def test_impossible_edits_are_refused(edits):
    with pytest.raises(Refused, match="its edits overlap, or lie outside the file"):
        apply_edits("abcdef", [Edit(start, end, "") for start, end in edits])


@given(st.text("ab\r\n", max_size=30), st.data())
def test_edits_touch_only_what_they_replace(original, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(original)), max_size=8)))
    edits = [Edit(a, b, "X") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    kept = [
        original[a:b]
        for a, b in zip([0, *(e.end for e in edits)], [*(e.start for e in edits), None], strict=True)
    ]
    assert apply_edits(original, data.draw(st.permutations(edits))) == "X".join(kept)


# Cost


def test_every_file_is_judged_few_times():
    """A file with many good fixes is judged twice, however many there are."""
    judge = Judge({"bad": "ok"})
    data = b" bad" * 200
    repair(judge(data), data, ALL, judge)
    assert judge.calls <= 4
