"""Commands that check nothing: what helps to begin, and to type less."""

from __future__ import annotations

import os
from typing import Any

import click

SHELLS = ("bash", "zsh", "fish")


class Commands(click.Group):
    """Names the nearest command where there is none of the name that was typed."""

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(context, arguments)
        except click.UsageError as error:
            raise click.UsageError(self._nearest(error.message, arguments[0]), context) from error

    def _nearest(self, message: str, typed: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(typed, self.commands, n=1)
        told = message.rstrip(".")
        return f"{told}. Did you mean `{near[0]}`?" if near and "Did you mean" not in told else message


def complete_rules(context: click.Context, parameter: click.Parameter, begun: str) -> list[Any]:
    """Return the codes and names that begin as the last of a list does, with what the rules say."""
    from click.shell_completion import CompletionItem

    from lintrain.rule import all_rules

    before, comma, last = begun.rpartition(",")
    named = [(key, rule.summary()) for rule in all_rules() for key in (rule.name, rule.code)]
    found = [(key, says) for key, says in named if key.lower().startswith(last.lower())]
    return [CompletionItem(before + comma + key, help=says) for key, says in found]


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print what a shell needs to complete commands, options and rules.

    bash: `eval "$(lintrain completion bash)"` in ~/.bashrc. zsh: the same with zsh in ~/.zshrc. fish:
    `lintrain completion fish > ~/.config/fish/completions/lintrain.fish`.
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # click knows these shells
    click.echo(kind(context.find_root().command, {}, "lintrain", "_LINTRAIN_COMPLETE").source())
    return 0


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
def init(dry_run: bool) -> int:
    """Give the project in the current directory a configuration, and a hook for pre-commit.

    Nothing that is there is overwritten.
    """
    from lintrain.beginning import steps

    for step in steps(os.getcwd()):
        click.echo(f"{os.path.relpath(step.path)} {step.what}")
        if not dry_run:
            step.take()
    if dry_run:
        click.echo("Nothing is written.")
    return 0
