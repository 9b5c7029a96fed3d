"""``lintrain smoke --check``: what the source claims, beside what the run has shown."""

from __future__ import annotations

import json
from pathlib import Path

from smoked import script, smoke

from lintrain.findings import FileReport, Finding, Position, Related, Seen, Severity, Span
from lintrain.smoking.accounts import Account, Failure, Told, finding_from, finding_object, read_accounts
from lintrain.smoking.confirming import Evidence, Status, compare, joined

BOTH = """\
    def never_called():
        for _ in range(3):
            loss().backward()
            optimizer.step()


    for _ in range(100):
        loss().backward()
        optimizer.step()
    """


def finding(
    row: int, last: int | None = None, code: str = "LT103", path: str = "a.py", **more: object
) -> Finding:
    span = Span(Position(row, 1), Position(last or row, 9))
    return Finding(path, span, code, "missing-zero-grad", Severity.ERROR, "message", **more)  # type: ignore[arg-type]


def test_the_table(tmp_path: Path) -> None:
    script(tmp_path, BOTH)
    done = smoke("--check", "--output-format", "concise", "train.py", cwd=tmp_path)
    assert done.code == 1
    assert done.out.splitlines()[2:] == [
        "not reached  train.py:24:9  LT103 missing-zero-grad",
        "confirmed    train.py:29:5  LT103 missing-zero-grad",
        "",
        "Watched 20 optimizer steps of train.py on cpu: 2 errors in 1 file.",
    ]


def test_the_status_in_json_and_findings_in_what_is_imported(tmp_path: Path) -> None:
    text = "def late(loss, worker):\n    loss().backward()\n    getattr(worker, 'st' + 'ep')()\n"
    (tmp_path / "library.py").write_text(text)
    script(tmp_path, "from library import late\nfor _ in range(100):\n    late(loss, optimizer)\n")
    done = smoke("--check", "--output-format", "json", "train.py", cwd=tmp_path)
    found = [(f["filename"], f["status"], f["runtime"]["times"]) for f in json.loads(done.out)]
    assert (done.code, found) == (1, [(str(tmp_path / "library.py"), "only seen in the run", 19)])


def test_the_status_in_other_formats_and_what_people_read_beside_them(tmp_path: Path) -> None:
    script(tmp_path, BOTH)
    done = smoke("--check", "--output-format", "sarif", "-o", "out.sarif", "train.py", cwd=tmp_path)
    results = json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert [result["properties"]["status"] for result in results] == ["not reached", "confirmed"]
    assert (done.code, done.out) == (1, "")
    assert done.err.endswith("Watched 20 optimizer steps of train.py on cpu: 2 errors in 1 file.\n")


# Comparing


def test_every_status() -> None:
    evidence = Evidence(frozenset({("a.py", 5), ("a.py", 8)}), {"LT103": frozenset({("a.py", 5)})})
    static = [finding(2, 3), finding(5), finding(7), finding(8), finding(5, code="LT999")]
    seen = [finding(3, seen=Seen(1, 4)), finding(3, path="b.py", seen=Seen(0))]
    rows = [(f.path, f.span.start.row, f.code, status) for f, status in compare(static, seen, evidence)]
    assert rows == [
        ("a.py", 2, "LT103", Status.CONFIRMED),
        ("a.py", 5, "LT103", Status.CONTRADICTED),
        ("a.py", 5, "LT999", Status.NOT_JUDGED),
        ("a.py", 7, "LT103", Status.NOT_REACHED),
        ("a.py", 8, "LT103", Status.NOT_JUDGED),
        ("b.py", 3, "LT103", Status.ONLY_SEEN),
    ]


def test_a_confirmed_finding_keeps_its_source_and_says_when_it_was_seen() -> None:
    static = finding(2, 3, help="from the source")
    ((row, _),) = compare([static], [finding(3, seen=Seen(1, 4))], Evidence(frozenset(), {}))
    assert (row.help, row.span, row.seen) == ("from the source", static.span, Seen(1, 4))


def test_files_are_joined_with_what_comments_suppress() -> None:
    static = FileReport("a.py", (finding(1),), suppressed=1, text="source")
    seen = [FileReport("a.py", (), suppressed=2), FileReport("b.py", (finding(1, path="b.py"),), text="b")]
    rows = [(finding(1), Status.CONFIRMED), (finding(1, path="b.py"), Status.ONLY_SEEN)]
    files = joined([static], seen, rows)
    assert [(f.path, len(f.findings), f.suppressed, f.text) for f in files] == [
        ("a.py", 1, 2, "source"),
        ("b.py", 1, 0, "b"),
    ]


# Accounts


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    related = (Related("because", "b.py", Span(Position(1, 2), Position(3, 4))),)
    account = Account(
        pid=7,
        began=1.5,
        rank=0,
        torch="2.13.0",
        device="cpu",
        steps=3,
        forwards=4,
        backwards=5,
        ended=True,
        findings=(finding(2, related=related, seen=Seen(1, 2, (0,)), help="help"),),
        reached=frozenset({("a.py", 2)}),
        judged={"LT103": frozenset({("a.py", 2)})},
        files=("a.py",),
        wrote=("/etc/x", "/odd/\udcff"),
        failure=Failure("ValueError", "no", 2.5, "Traceback", "a.py", 3),
    )
    account.write(str(tmp_path / "7.json"))
    assert Account.read(str(tmp_path / "7.json")) == account
    assert [path.name for path in tmp_path.iterdir()] == ["7.json"]
    assert finding_from(finding_object(finding(1))) == finding(1)


def test_ranks_are_put_together(tmp_path: Path) -> None:
    for rank, steps in ((0, 2), (1, 3)):
        seen = finding(2, seen=Seen(2 - rank, 5))
        own = finding(9, path=f"{rank}.py", seen=Seen(0))
        failure = Failure("E", f"{rank}", when=10.0 - rank)
        account = Account(rank, 1.0, rank, steps=steps, device="cpu", findings=(seen, own), failure=failure)
        account.write(str(tmp_path / f"{rank}-1.json"))
    (tmp_path / "1-1.steps").write_text("4")
    told = read_accounts(str(tmp_path))
    assert (told.steps, told.ranks, told.devices) == (4, (0, 1), ("cpu",))
    assert told.failure is not None and told.failure.message == "1"  # the one that came first
    assert [(f.path, f.seen) for f in told.findings] == [
        ("0.py", Seen(0, 1, (0,))),
        ("1.py", Seen(0, 1, (1,))),
        ("a.py", Seen(1, 10, (0, 1))),
    ]


def test_nobody_told_anything() -> None:
    told = Told()
    assert (told.steps, told.findings, told.failure, told.torch, told.reached) == (
        0,
        [],
        None,
        False,
        frozenset(),
    )
