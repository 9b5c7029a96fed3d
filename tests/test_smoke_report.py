"""``lintrain smoke --report``: the page of real runs, read as a browser reads it.

Where there is a Chromium the pages are opened in it, from ``file://``: that their scripts run and draw is
proved there alone. Without one only the markup is looked at.
"""

from __future__ import annotations

import importlib.util
import json
import math
import re
import shutil
import subprocess
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from smoked import Smoked, smoke

from lintrain.findings import Problem
from lintrain.reporters.page.charts import charts
from lintrain.reporters.page.document import witness
from lintrain.reporters.page.markup import data, prose
from lintrain.smoking.accounts import Account, Told
from lintrain.smoking.drawing import lacking
from lintrain.smoking.running import Wish
from lintrain.smoking.series import Moment, Point

HOSTILE = "</script><script>alert(1)</script>"

TRAIN = f'''\
import torch
from torch import nn

torch.manual_seed(0)
torch.set_num_threads(1)
hostile = "{HOSTILE}"
model = nn.Sequential()
model.add_module("<b>first</b>", nn.Linear(8, 16))
model.add_module("act", nn.GELU())
model.add_module("last", nn.Linear(16, 3))
optimizers = {{hostile: torch.optim.SGD(model.parameters(), lr=0.1)}}
scaler = torch.amp.GradScaler("cpu")
for i in range(400):
    x, y = torch.randn(16, 8), torch.randint(0, 3, (16,))
    with torch.autocast("cpu", dtype=torch.float16):
        loss = nn.functional.cross_entropy(model(x), y) / 4
    scaler.scale(loss).backward()
    if i % 4 == 3:
        # unscale here
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)  {"# " + HOSTILE}
        scaler.step(optimizers[hostile])
        scaler.update()
        optimizers[hostile].zero_grad()
'''

PLACE = "x<" + "/script><script>alert(1)<" + "/script>.py"
"""A path that holds the hostile text: three folders deep."""


@dataclass
class Read(HTMLParser):
    """The markup of a page: elements by tag, all text outside of scripts and styles, what it would load."""

    tags: list[str] = field(default_factory=list)
    shown: str = ""
    loads: list[str] = field(default_factory=list)
    handlers: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        for name, value in attributes:
            if name in ("src", "href", "xlink:href", "srcset", "action", "data"):
                self.loads.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)
            if name == "class":
                self.classes += (value or "").split()
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data
        elif not self.open or self.open[-1] != "style":
            self.shown += data


def read(page: str) -> Read:
    """Read a page."""
    parser = Read()
    parser.feed(page)
    parser.close()
    return parser


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> tuple[Smoked, Path]:
    """Return a run with a planted mistake and hostile names, and the folder with its report."""
    folder = tmp_path_factory.mktemp("bad")
    path = folder / PLACE
    path.parent.mkdir(parents=True)
    path.write_text(TRAIN)
    options = ("--steps", "6", "--select", "LT2", "--report", "report.html", "--tensorboard", "logs")
    return smoke(*options, PLACE, cwd=folder), folder


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Smoked, Path]:
    """Return a run without a mistake, and the folder with its report."""
    folder = tmp_path_factory.mktemp("good")
    right = TRAIN.replace("# unscale here", "scaler.unscale_(optimizers[hostile])").replace(HOSTILE, "plain")
    (folder / "train.py").write_text(right)
    return smoke("--steps", "6", "--select", "LT2", "--report", "report.html", "train.py", cwd=folder), folder


def page(run: tuple[Smoked, Path]) -> str:
    """Return the page that a run has written."""
    return (run[1] / "report.html").read_text("utf-8")


def test_a_mistake_is_shown_with_the_step_that_made_it(bad: tuple[Smoked, Path]) -> None:
    done, _ = bad
    assert done.code == 1, done
    shown = read(page(bad)).shown
    assert "Watched 6 optimizer steps" in shown and "1 error in 1 file." in shown
    assert "LT201 clip-without-unscale" in shown
    assert "Seen at step 0, and 5 times more." in shown
    assert "What happened in step 0" in shown
    order = re.findall(
        r"(Forward|Loss|Backward|Clip|Step|Scaler update|Zero grad)(?=.{0,60}x</script>)", shown
    )
    window = ["Forward", "Loss", "Backward"]
    assert order == [*window, *window, "Clip", "Step", "Scaler update", "Zero grad"]
    assert "… these 3 rows 2 times more …" in shown
    assert re.search(
        r"Clip.*?pending scaled → pending scaled clipped.*?LT201 clip-without-unscale.*?Step", shown
    )


def test_a_clean_run_is_shown_in_its_second_step(good: tuple[Smoked, Path]) -> None:
    done, _ = good
    assert done.code == 0, done
    read_page = read(page(good))
    assert "nothing found." in read_page.shown and "What happened in step 1" in read_page.shown
    assert "Findings" not in read_page.shown and "violated" not in read_page.classes
    assert re.search(
        r"Unscale.*?pending scaled → pending.*?Clip.*?pending → pending clipped", read_page.shown
    )
    assert "looked at on 5 steps only: 0, 1, 2, 4, 5." in read_page.shown


def test_the_charts_hold_what_was_measured(bad: tuple[Smoked, Path]) -> None:
    figures = json.loads(read(page(bad)).scripts[0])
    assert list(figures) == ["chart-loss", "chart-norm", "chart-gradients-0", "chart-ratios-0"]
    assert figures["chart-loss"]["data"][0]["x"] == [0, 1, 2, 3, 4, 5]
    assert [trace["name"] for trace in figures["chart-norm"]["data"]] == [
        "before the clip",
        "threshold",
        "used by the step",
    ]
    heat = figures["chart-gradients-0"]["data"][0]
    assert heat["x"] == ["0", "1", "2", "4", "5"] and len(heat["z"]) == 4
    ticks = figures["chart-gradients-0"]["layout"]["yaxis"]["ticktext"]
    assert ticks[0] == "&lt;b&gt;first&lt;/b&gt;.weight"  # plotly would make the text bold
    (scalar,) = {v for row in heat["text"] for v in row if v.startswith(ticks[0] + "<br>step 5: ")}
    assert 10 ** heat["z"][0][4] == pytest.approx(float(scalar.rpartition(" ")[2]), rel=1e-3)


def test_hostile_names_are_shown_and_never_interpreted(bad: tuple[Smoked, Path]) -> None:
    read_page = read(page(bad))
    assert read_page.tags.count("script") == 3 and not read_page.handlers
    assert f"{PLACE}:20" in read_page.shown  # the file
    assert f"1.0)  # {HOSTILE}" in read_page.shown  # the source
    assert f"optimizers['{HOSTILE}']" in read_page.shown  # the optimizer
    assert not any("alert(1)" in script for script in read_page.scripts[1:])


@pytest.mark.parametrize("which", ["bad", "good"])
def test_a_page_needs_nothing_but_itself(which: str, request: pytest.FixtureRequest) -> None:
    text = page(request.getfixturevalue(which))
    read_page = read(text)
    assert all(load.startswith("#") for load in read_page.loads), read_page.loads
    assert not {"link", "iframe", "img", "object", "embed", "base"} & set(read_page.tags)
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert style and "url(" not in style and "@import" not in style
    assert "default-src 'none'; script-src 'sha256-" in text  # and so plotly cannot fetch either
    assert "'unsafe-inline'" not in text.partition("script-src")[2].partition(";")[0]


@pytest.mark.parametrize("which", ["bad", "good"])
def test_in_chromium_every_chart_is_drawn_and_nothing_else_runs(
    which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Skips nothing where there is no Chromium (continuous integration installs pip packages alone): then
    the page has its figures and their places, which is all that can be said of it."""
    run = request.getfixturevalue(which)
    dom = in_chromium(run[1] / "report.html", tmp_path) or page(run)
    read_page = read(dom)
    assert read_page.classes.count("plot") == 4
    if dom != page(run):
        drawn = re.findall(r'class="plot js-plotly-plot"', dom)
        assert len(drawn) == 4 and read_page.classes.count("main-svg") >= 4
        assert "before the clip" in read_page.shown  # a legend, drawn by the script
        assert which == "good" or "<b>first</b>.weight" in read_page.shown
    assert read_page.tags.count("script") == 3


def in_chromium(path: Path, scratch: Path) -> str:
    """Return the document as it is after its scripts ran, or nothing where there is no Chromium."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        return ""
    quiet = ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={scratch}")
    command = [browser, *quiet, "--virtual-time-budget=8000", "--dump-dom", path.as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=60, check=True)
    return done.stdout.decode("utf-8")


def test_the_same_series_for_tensorboard_and_in_the_terminal(bad: tuple[Smoked, Path]) -> None:
    done, folder = bad
    assert len(list((folder / "logs").iterdir())) == 1
    rows = [re.split(r" {2,}", row)[0] for row in done.table.splitlines()[1:-1]]
    assert rows == ["loss", "norm at the step", "update ratio", "norm / clip threshold"]
    assert "clipped in 6 of 6 steps" in done.table


def test_what_has_no_size_is_written_and_what_is_not_there_is_not_drawn() -> None:
    assert charts([]) == [] and charts([Point(0, "o")]) == []
    odd = {"zero": 0.0, "nan": math.nan, "inf": math.inf, "one": 1.0}
    drawn = {chart.name: chart for chart in charts([Point(0, "o", loss=math.nan, gradients=odd)])}
    assert list(drawn) == ["loss", "gradients-0"]
    assert drawn["loss"].caption.endswith("Not finite, and so not drawn: step 0.")
    figure = drawn["gradients-0"].figure
    assert figure["data"][0]["z"] == [[None], [None], [None], [0.0]]
    written = [(each["y"], each["text"]) for each in figure["layout"]["annotations"]]
    assert written == [(0, "0"), (1, "NaN"), (2, "∞")]


def test_markup() -> None:
    assert prose("use `a<b` & `c`") == "use <code>a&lt;b</code> &amp; <code>c</code>"
    assert "</" not in data({"name": HOSTILE}) and json.loads(data([HOSTILE])) == [HOSTILE]


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("missing/report.html", "its directory does not exist"),
        (".", "it is a directory"),
    ],
)
def test_a_report_that_cannot_be_written_is_said_before_the_run(where: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("open('ran', 'w').close()\n")
    done = smoke("--in-place", "--report", where, "train.py", cwd=tmp_path)
    assert (done.code, done.out, done.err) == (2, "", f"error: {where}: cannot be written: {why}\n")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(("option", "package"), [("report", "plotly"), ("tensorboard", "tensorboard")])
def test_what_is_needed_is_named_before_the_run(
    option: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == package else object())
    problem = lacking(Wish("train.py", **{option: "there"}))
    assert problem == Problem(
        "there", f"cannot be written without {package} (pip install 'lintrain[report]')"
    )
    assert lacking(Wish("train.py")) is None


def test_of_several_ranks_the_first_has_the_word_unless_another_shows_the_mistake() -> None:
    blamed = Moment("Step", "", "optimizer", "train.py", 2, violated=(("LT1", "train.py", 2),))
    right = replace(blamed, violated=())
    launcher = Account(1, 0.0)
    first, second = Account(2, 1.0, rank=0, steps=5, trace=(right,)), Account(3, 1.0, rank=1, steps=5)
    told = Told((launcher, replace(second, trace=(blamed,)), first))
    assert told.told == first
    assert witness(told, frozenset({"LT1"})) == told.accounts[1]
    assert witness(told, frozenset({"LT2"})) == first
    assert Told((launcher,)).told is None


def test_a_run_that_never_steps_has_a_page_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("import torch\n")
    done = smoke("--report", "report.html", "train.py", cwd=tmp_path)
    assert done.code == 2
    read_page = read((tmp_path / "report.html").read_text("utf-8"))
    assert "Nothing could be watched." in read_page.shown and "without an optimizer step" in read_page.shown
    assert "script" not in read_page.tags and "Measured" not in read_page.shown
