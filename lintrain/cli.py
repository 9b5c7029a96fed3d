"""The command line. Exit code 0: clean. 1: findings. 2: something could not be checked."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, TypeVar

import click

from lintrain.commands import Commands, complete_rules, completion, init
from lintrain.config_file import ConfigError
from lintrain.reporters.formats import names

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from lintrain.cache.cache import Cache
    from lintrain.config import Settings
    from lintrain.engine import Session
    from lintrain.report import Fixes, Report

CONNECT = 30
"""Seconds that a cluster may take to answer."""

CLEAN, FINDINGS, FAILED, INTERRUPTED = 0, 1, 2, 130

F = TypeVar("F", bound=Callable[..., Any])

FORMATS = click.Choice(names())
SEVERITIES = click.Choice(["error", "warning", "advice"])

SELECTORS = ("select", "ignore", "extend_select", "fixable", "unfixable")
BASELINE = ("baseline", "write_baseline", "prune_baseline")
LAYER = (*SELECTORS, "min_severity", "output_format")
"""Options that are settings of the same names."""
DECIDING = (
    *(*SELECTORS, "min_severity", "config", "isolated", "force_exclude"),
    *("respect_gitignore", "no_ignores", "shard"),
)
"""Options that decide what is checked and found; the others, how it is told."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    # Syntax trees are many small objects and no cycles: looking for cycles often costs a tenth of the run.
    gc.set_threshold(100_000, 20, 50)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(arguments, prog_name="lintrain", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except ConfigError as error:
        _Failed(str(error)).show()
        code = FAILED
    except (click.Abort, KeyboardInterrupt):
        _flush()
        click.echo("Interrupted.", err=True)
        code = INTERRUPTED
    _flush()
    sys.exit(code if isinstance(code, int) else CLEAN)


def _flush() -> None:
    """Flush, so that both streams keep their order in one pipe.

    A reader that went away (``| head``) is no failure of the check.
    """
    sys.stderr.flush()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        import lintrain

        click.echo(f"lintrain {lintrain.__version__}")
        context.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show it."
)
def cli() -> None:
    """Find and fix the mistakes that silently ruin PyTorch training.

    Exit codes: 0 nothing found, 1 findings, 2 something could not be checked.
    """


def _split(
    context: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...] | None:
    keys = tuple(part.strip() for item in value for part in item.split(",") if part.strip())
    return keys if value else None


def _sharded(context: click.Context, parameter: click.Parameter, value: str | None) -> object:
    if value is None:
        return None
    from lintrain.shards import parse_shard

    try:
        return parse_shard(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _listed(flag: str, text: str) -> Callable[[F], F]:
    return click.option(
        flag, multiple=True, callback=_split, metavar="RULES", help=text, shell_complete=complete_rules
    )


def _selecting(command: F) -> F:
    """Add what says which rules are on."""
    options: list[Callable[[F], F]] = [
        _listed(
            "--select",
            "Only these rules: codes, names, prefixes (LT1), sets (amp), severities (error), ALL; "
            "comma separated, repeatable.",
        ),
        _listed("--ignore", "Not these rules."),
        _listed("--extend-select", "These rules too."),
        click.option("--min-severity", type=SEVERITIES, help="Leave out what is milder."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _configured(command: F) -> F:
    """Add what says which configuration counts."""
    options: list[Callable[[F], F]] = [
        click.option(
            "--config",
            multiple=True,
            metavar="FILE|KEY=VALUE",
            help="Use this file instead of those of the project, or a setting on top of them; repeatable.",
        ),
        click.option("--isolated", is_flag=True, help="Read no configuration file."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _shared(command: F) -> F:
    """Add what ``check`` and ``fix`` have in common."""
    options: list[Callable[[F], F]] = [
        click.argument("paths", nargs=-1, type=click.Path(allow_dash=True), metavar="[PATHS]..."),
        click.option("--unsafe-fixes", is_flag=True, help="Also apply fixes that need a human's eye."),
        click.option("--diff", is_flag=True, help="Show what fixing would change; write nothing."),
        _listed("--fixable", "Fix only what these rules find."),
        _listed("--unfixable", "Do not fix what these rules find."),
        _selecting,
        click.option("--output-format", type=FORMATS, help="How findings are shown (default: full)."),
        click.option(
            "-o", "--output-file", metavar="FILE", help="Write the report there (default: standard output)."
        ),
        click.option("--statistics", is_flag=True, help="Show counts for each rule instead of findings."),
        click.option("--exit-zero", is_flag=True, help="Exit 0 even if there are findings."),
        click.option(
            "--stdin-filename", metavar="PATH", help="The name of what `-` reads from standard input."
        ),
        _configured,
        click.option("--force-exclude", is_flag=True, help="Apply `exclude` to files that are given, too."),
        click.option(
            "--respect-gitignore/--no-respect-gitignore",
            default=None,
            help="Pass over what .gitignore names.",
        ),
        click.option("--baseline", metavar="FILE", help="Tell only what is not in this baseline."),
        click.option("--write-baseline", is_flag=True, help="Make a baseline of everything that is found."),
        click.option("--prune-baseline", is_flag=True, help="Take what is gone out of the baseline."),
        click.option(
            "--add-ignore", metavar="REASON", help="Silence all that is told by comments with this reason."
        ),
        click.option(
            "--report-unused-ignores",
            is_flag=True,
            help="Tell of comments that silence nothing.",
        ),
        click.option("--no-ignores", is_flag=True, help="Report what comments suppress, too."),
        click.option(
            "--shard",
            callback=_sharded,
            metavar="K/N",
            help="Check part K of N of the files: N machines share them, whatever else they find there.",
        ),
        click.option(
            "--dask", metavar="ADDRESS", help="Analyse on this cluster, whose workers see the same files."
        ),
        click.option("--no-cache", is_flag=True, help="Use and keep nothing of what earlier runs found."),
        click.option("--cache-dir", metavar="DIR", help="Where that is kept (default: .lintrain_cache)."),
        click.option("--workers", type=click.IntRange(min=1), help="Processes to use (default: as it pays)."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@cli.command()
@click.option("--fix", "fixing", is_flag=True, help="Apply safe fixes, and report what remains.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes.")
@click.option("--show-files", is_flag=True, help="List the files that would be checked, and stop.")
@click.option("--show-settings", is_flag=True, help="Show what counts for the first of them, and stop.")
@_shared
def check(
    fixing: bool,
    watch: bool,
    show_files: bool,
    show_settings: bool,
    **options: Any,  # noqa: ANN401  # options of several types
) -> int:
    """Check files and directories (default: the current one)."""
    if show_files or show_settings:
        return _show_plan(show_files, **options)
    return _watch(fixing, **options) if watch else _run(fixing, **options)


def _watch(fixing: bool, paths: tuple[str, ...], **options: Any) -> int:  # noqa: ANN401
    from lintrain.engine import Session
    from lintrain.extras import need
    from lintrain.watching import watch

    if fixing or "-" in paths or options["diff"] or options["output_file"]:
        raise click.UsageError("`--watch` cannot be combined with `--fix`, `--diff`, `-o` or `-`.")
    need("watchfiles", "lintrain check --watch", "watch")
    session = Session()

    def again() -> None:
        try:
            _run(False, paths, **options, session=session)
        except click.ClickException as error:
            error.show()
        except ConfigError as error:
            _Failed(str(error)).show()
        _flush()
        click.echo("Watching for changes. Ctrl-C ends it.", err=True)

    watch(paths or (".",), again)
    return CLEAN


def _show_plan(files: bool, paths: tuple[str, ...], **options: Any) -> int:  # noqa: ANN401  # of several types
    """Show which files would be checked, or the settings of the first."""
    from lintrain.discovery import discover
    from lintrain.reporters.settings import report_settings
    from lintrain.reporters.summary import report_error
    from lintrain.reporters.terminal import Terminal
    from lintrain.reporters.visible import visible

    settings = _settings(paths or (".",), options)
    found = discover(paths or (".",), settings)
    for problem in found.problems:
        report_error(Terminal(sys.stderr), problem)
    _flush()
    if files:
        for path in found.files:
            click.echo(visible(os.path.abspath(path)))
    elif found.files:
        report_settings(Terminal(sys.stdout), found.files[0], settings)
    else:
        click.echo("warning: no Python files found under the given paths", err=True)
    return FAILED if found.problems else CLEAN


@cli.command()
@click.option("-i", "--interactive", is_flag=True, help="Show each fix, and ask whether to apply it.")
@_shared
def fix(interactive: bool, **options: Any) -> int:  # noqa: ANN401  # options of several types
    """Apply safe fixes to files and directories, and report what remains."""
    return _run_interactive(**options) if interactive else _run(True, **options)


def _run_interactive(paths: tuple[str, ...], **options: Any) -> int:  # noqa: ANN401
    from lintrain.applying import mend_paths, write_changes
    from lintrain.asking import ask
    from lintrain.interactive import Tour

    if "-" in paths or options["diff"] or options["statistics"]:
        raise click.UsageError("`--interactive` cannot be combined with `-`, `--diff` or `--statistics`.")
    options["paths"] = paths or (".",)
    settings = _settings(options["paths"], options)
    _for_people("--interactive", settings.output_format)
    mend_paths(paths or (".",), settings)
    tour = Tour(settings, ask, options["unsafe_fixes"])
    with _opened(options["output_file"]) as file:
        report = _adopted(write_changes(tour.through(options["paths"])), settings, options)
        _warn(settings)
        return _told(report, settings.output_format, None, options, file)


def _run(fixing: bool, paths: tuple[str, ...], stdin_filename: str | None, **options: Any) -> int:  # noqa: ANN401
    options["paths"] = paths or (".",)
    stdin = "-" in paths
    if stdin and len(paths) > 1:
        raise click.UsageError("`-` cannot be combined with other paths.")
    if stdin_filename is not None and not stdin:
        raise click.UsageError("`--stdin-filename` names what `-` reads: give `-` as the path.")
    watched = options.get("session") is not None
    cache = None if stdin or watched or options["no_cache"] else _cache(options["paths"], options)
    known = cache.recall() if cache and not _adopts(cache, options) else None
    if cache and known and not (known.findings and (fixing or options["diff"])):
        return _told_again(known, cache.output_format, options)
    settings = _settings(options["paths"], options)
    if options["add_ignore"] is not None and (stdin or options["diff"] or options["no_ignores"]):
        raise click.UsageError("`--add-ignore` cannot be combined with `-`, `--diff` or `--no-ignores`.")
    if not (options["add_ignore"] or "").isprintable():
        raise click.UsageError("`--add-ignore` takes a reason of one line.")
    if stdin and (options["write_baseline"] or options["prune_baseline"]):
        raise click.UsageError("No baseline can be made of `-`.")
    if options["diff"]:
        _for_people("--diff", settings.output_format)
    wanted = _fixes(fixing or options["diff"], options["unsafe_fixes"])
    with _opened(options["output_file"]) as file:
        original = sys.stdin.buffer.read() if stdin else None
        if original is not None:
            report = _check_stdin(stdin_filename or "-", original, settings, wanted)
        else:
            with _cluster(options["dask"]) as executor:
                session = options.get("session") or _session(cache, executor)
                report = _check_paths(options["paths"], settings, wanted, not options["diff"], session)
            if settings.report_unused_ignores and settings.suppressions:
                from lintrain.unused import with_unused

                report = with_unused(report, options["paths"], settings, fixing and not options["diff"])
        report = _adopted(report, settings, options)
        _warn(settings)
        return _told(report, settings.output_format, original if fixing else None, options, file)


@contextlib.contextmanager
def _cluster(address: str | None) -> Iterator[Executor | None]:
    """Connect with a cluster of Dask, if there is one to use."""
    if address is None:
        yield None
        return
    from lintrain.extras import need

    need("distributed", "lintrain check --dask", "dask")
    try:
        client = importlib.import_module("distributed").Client(address, timeout=CONNECT)
    except (OSError, ValueError) as error:
        raise _Failed(f"{address}: no cluster answers: {error}") from error
    with client:
        yield client.get_executor()


def _cache(paths: tuple[str, ...], options: dict[str, Any]) -> Cache | None:
    from lintrain.cache.asked import configured
    from lintrain.cache.cache import Cache

    try:
        asked = configured(paths, options["config"], options["isolated"])
    except ConfigError:  # whoever reads the settings says so
        return None
    if asked.setting("plugins"):  # nobody knows what they depend on
        return None
    return Cache(asked, paths, options["cache_dir"], {key: options[key] for key in DECIDING})


def _session(cache: Cache | None, executor: Executor | None) -> Session:
    from lintrain.engine import Session

    return Session(cache=cache, executor=executor)


def _adopts(cache: Cache, options: dict[str, Any]) -> bool:
    """Tell whether more is to be done with what is found than to tell it."""
    asked = any(options[key] for key in (*BASELINE, "report_unused_ignores"))
    return asked or options["add_ignore"] is not None or cache.is_adopting


def _told_again(report: Report, configured: str, options: dict[str, Any]) -> int:
    output_format = options["output_format"] or configured
    if options["diff"]:
        _for_people("--diff", output_format)
    with _opened(options["output_file"]) as file:
        return _told(report, output_format, None, options, file)


def _warn(settings: Settings) -> None:
    if not any(rule.static for rule in settings.asked):
        click.echo("warning: no rule about source is selected: nothing is checked", err=True)


def _for_people(flag: str, output_format: str) -> None:
    from lintrain.reporters.formats import load

    if load(output_format).MACHINE:
        wrong = f"`{flag}` cannot be combined with the output format `{output_format}`."
        raise click.UsageError(wrong)


@contextlib.contextmanager
def _opened(path: str | None) -> Iterator[TextIO | None]:
    from lintrain.reporters.showing import Unwritable, opened

    try:
        with opened(path) as file:
            yield file
    except Unwritable as error:
        raise _Failed(str(error)) from error


def _told(
    report: Report,
    output_format: str,
    original: bytes | None,
    options: dict[str, Any],
    file: TextIO | None,
) -> int:
    """Show what came of it, and return the exit code."""
    _show(report, output_format, original, options, file)
    if report.problems:
        return FAILED
    found = report.findings or (options["diff"] and report.changes)
    return FINDINGS if found and not options["exit_zero"] else CLEAN


def _adopted(report: Report, settings: Settings, options: dict[str, Any]) -> Report:
    report = _compared(report, settings, options)
    if options["add_ignore"] is None:
        return report
    from lintrain.ignoring import add_ignores

    return add_ignores(report, options["add_ignore"].strip())


def _compared(report: Report, settings: Settings, options: dict[str, Any]) -> Report:
    """Return the report without what the baseline knows."""
    if not any(options[key] for key in BASELINE) and settings.baseline is None:
        return report
    from lintrain.adopting import Wanted, compare

    wanted = Wanted(*(options[key] for key in BASELINE))
    return compare(report, options["paths"], settings, wanted)


def _settings(paths: Sequence[str], options: dict[str, Any]) -> Settings:
    from lintrain.config import Config
    from lintrain.nearest import Wishes, settings_for
    from lintrain.selection import unknown

    layer = Config(**{key: options.get(key) for key in LAYER})
    flags = {"respect_gitignore": options.get("respect_gitignore")}
    flags["report_unused_ignores"] = options.get("report_unused_ignores") or None
    layer = replace(layer, force_exclude=options.get("force_exclude") or None, **flags)
    selectors = [selector for key in SELECTORS for selector in getattr(layer, key) or ()]
    if unknown(selectors):  # a plug-in may know them
        settings_for(paths, Wishes(Config(), {}, options["config"], options["isolated"]))
    if wrong := unknown(selectors):
        raise click.UsageError("\n".join(map(str, wrong)))
    decided: dict[str, Any] = {key: options.get(key) for key in ("workers", "shard")}
    decided["suppressions"] = not options.get("no_ignores")
    return settings_for(paths, Wishes(layer, decided, options["config"], options["isolated"]))


class _Failed(click.ClickException):
    exit_code = FAILED

    def show(self, file: Any = None) -> None:  # noqa: ANN401  # click's signature
        for line in self.message.splitlines():
            click.echo(f"error: {line}", err=True)


def _fixes(wanted: bool, unsafe: bool) -> Fixes:
    from lintrain.report import Fixes

    return (Fixes.ALL if unsafe else Fixes.SAFE) if wanted else Fixes.NONE


def _check_paths(
    paths: Sequence[str], settings: Settings, wanted: Fixes, write: bool, session: Session
) -> Report:
    from lintrain.applying import mend_paths, unmoved, write_changes
    from lintrain.reporters.progress import ProgressBar

    if write and wanted.value != "none":
        mend_paths(paths, settings)
    with ProgressBar() as progress:
        report = session.check(paths, settings, progress, wanted)
    return write_changes(report) if write else unmoved(report)


def _check_stdin(path: str, data: bytes, settings: Settings, wanted: Fixes) -> Report:
    from lintrain.engine import check_source

    return check_source(path, data, settings, wanted)


def _show(
    report: Report,
    output_format: str,
    original: bytes | None,
    options: dict[str, Any],
    file: TextIO | None,
) -> None:
    """Findings on stdout, unless it is taken by a diff or by the fixed source; problems on stderr."""
    from lintrain.reporters.showing import Way, show
    from lintrain.reporters.summary import report_problems
    from lintrain.reporters.terminal import Terminal

    taken = options["diff"] or original is not None
    report_problems(Terminal(sys.stderr), report)
    _flush()
    if options["diff"]:
        from lintrain.reporters.diff import report_diff

        report_diff(Terminal(sys.stdout), report.changes)
    elif original is not None:
        sys.stdout.buffer.write(report.changes[0].after if report.changes else original)
    _flush()
    stream = sys.stderr if taken else sys.stdout
    show(report, Way(output_format, options["statistics"], not options["diff"], stream, file))


@cli.command()
@click.option("--cache-dir", metavar="DIR", help="The folder to clean (default: that of the project).")
@_configured
def clean(cache_dir: str | None, config: tuple[str, ...], isolated: bool) -> int:
    """Remove what earlier runs kept of the project in the current directory."""
    from lintrain.cache.asked import configured
    from lintrain.cache.place import folder_of
    from lintrain.cache.store import clear

    try:
        folder = folder_of(configured((".",), config, isolated), cache_dir)
        number = clear(folder)
    except OSError as error:
        raise _Failed(str(error)) from error
    counted = f"{number} file{'' if number == 1 else 's'}"
    click.echo(f"Removed {counted} from {folder}." if number else f"Nothing to remove from {folder}.")
    return CLEAN


@cli.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option(
    "--steps", type=click.IntRange(min=1), default=20, show_default=True, help="Stop after so many."
)
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True)
@click.option("-m", "module", is_flag=True, help="SCRIPT is a module, as in `python -m`.")
@click.option("--output-format", type=FORMATS, help="How findings are shown (default: full).")
@click.option(
    "-o",
    "--output",
    "--output-file",
    metavar="FILE",
    help="Write the report there (default: standard output).",
)
@click.option("--report", metavar="FILE", help="Write what was seen and measured as a page of HTML.")
@click.option("--tensorboard", metavar="DIR", help="Write what was measured for TensorBoard.")
@click.option("--in-place", is_flag=True, help="Let the script write where it wants to.")
@click.option("--keep-compile", is_flag=True, help="Let `torch.compile` compile.")
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="End it then."
)
@click.option("--overfit-one-batch", is_flag=True, help="Train on one batch: the loss has to fall.")
@click.option("--check", "checked", is_flag=True, help="Check what ran, too, and say what the run confirms.")
@_selecting
@click.option("--exit-zero", is_flag=True, help="Exit 0 even if there are findings.")
@_configured
@click.argument("script")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[ARGS]...")
def smoke(script: str, arguments: tuple[str, ...], output: str | None, **options: Any) -> int:  # noqa: ANN401
    """Run a training script for a few optimizer steps, and judge what it really does.

    The script runs unchanged, with ARGS, in a scratch copy of the working directory. What it prints goes to
    standard error. Needs torch: `pip install "lintrain[runtime]"`.
    """
    from lintrain.smoking.command import smoke
    from lintrain.smoking.running import Wish

    settings = _settings((script,) if not options["module"] else (".",), options)
    wanted = (
        *("module", "steps", "device", "in_place", "keep_compile", "timeout", "overfit_one_batch"),
        *("report", "tensorboard"),
    )
    codes = tuple(rule.code for rule in settings.asked if rule.runtime)
    table = settings.output_format == "full"
    wish = Wish(script, arguments, rules=codes, table=table, **{name: options[name] for name in wanted})
    return smoke(wish, settings, output, options["checked"], options["exit_zero"])


@cli.command("explain-file")
@click.argument("path", type=click.Path())
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text")
@_listed("--select", "Only these rules.")
@_listed("--ignore", "Not these rules.")
@_listed("--extend-select", "These rules too.")
@_configured
def explain_file(path: str, output_format: str, **options: Any) -> int:  # noqa: ANN401  # of several types
    """Explain what was found in a file or notebook, and why nothing more.

    The first lines say what came of each rule. What follows is what the check saw: what it did not
    understand, functions, objects, events in order. Exit codes: 0 it could be read, 2 otherwise.
    """
    from lintrain.explaining import explain_path
    from lintrain.reporters.explanation import report_explanation, report_explanation_json
    from lintrain.reporters.summary import report_error
    from lintrain.reporters.terminal import Terminal

    settings = _settings((path,), dict.fromkeys(LAYER) | options)
    explanation = explain_path(path, settings)
    for problem in explanation.problems:
        report_error(Terminal(sys.stderr), problem)
    _flush()
    report = report_explanation_json if output_format == "json" else report_explanation
    report(Terminal(sys.stdout), explanation)
    return FAILED if explanation.problems else CLEAN


@cli.command()
@click.argument("rule", required=False, metavar="[NAME|CODE]", shell_complete=complete_rules)
@click.option("--all", "every", is_flag=True, help="All rules, as a table.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text")
def rule(rule: str | None, every: bool, output_format: str) -> int:
    """Explain a rule, or list all of them."""
    import json

    from lintrain.config import Config
    from lintrain.manual import as_object, as_text
    from lintrain.nearest import Wishes, settings_for
    from lintrain.reporters.rules import report_manual, report_rules
    from lintrain.reporters.terminal import Terminal
    from lintrain.rule import all_rules, find_rule
    from lintrain.selection import UnknownRule

    if (rule is None) is not every:
        raise click.UsageError("Give the name or code of a rule, or `--all`.")
    settings_for((os.curdir,), Wishes(Config()))  # which brings the rules of plug-ins
    found = find_rule(rule) if rule else None
    if rule and not found:
        raise click.UsageError(str(UnknownRule(rule)))
    rules = [found] if found else list(all_rules())
    if output_format == "json":
        objects = [as_object(item) for item in rules]
        click.echo(json.dumps(objects if every else objects[0], indent=2))
    elif found:
        report_manual(Terminal(sys.stdout), as_text(found))
    else:
        report_rules(Terminal(sys.stdout), rules)
    return CLEAN


cli.add_command(completion)
cli.add_command(init)


@cli.command()
@_selecting
@_configured
def server(**options: Any) -> int:  # noqa: ANN401  # options of several types
    """Talk to an editor over standard input and output, by the Language Server Protocol.

    Needs pygls: `pip install "lintrain[server]"`.
    """
    from lintrain.config_file import ConfigError
    from lintrain.extras import need

    need("pygls", "lintrain server", "server")
    from lintrain.lsp.features import serve

    def settings_for(path: str) -> Settings:
        try:
            return _settings((path,), dict.fromkeys(LAYER) | options)
        except click.ClickException as error:
            raise ConfigError(error.message) from error

    serve(settings_for)
    return CLEAN


@cli.command()
@click.argument("key", required=False)
@click.option("--schema", is_flag=True, help="The JSON schema of all keys, for editors.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text")
def config(key: str | None, schema: bool, output_format: str) -> int:
    """Explain a key of the configuration, or list all of them."""
    import json

    from lintrain.config_keys import KEYS
    from lintrain.config_keys import schema as make_schema
    from lintrain.config_reading import did_you_mean
    from lintrain.reporters.settings import report_key, report_keys
    from lintrain.reporters.terminal import Terminal

    if schema:
        click.echo(json.dumps(make_schema(), indent=2))
    elif key is None:
        report_keys(Terminal(sys.stdout), list(KEYS.values()), output_format == "json")
    elif key in KEYS:
        report_key(Terminal(sys.stdout), KEYS[key], output_format == "json")
    else:
        raise click.UsageError(f"`{key}` is not a setting{did_you_mean(key, KEYS)}")
    return CLEAN
