"""What analyses asked about other files, and the answers, each written down once for all that asked it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lintrain.cache.plain import Malformed
from lintrain.cache.rooted import Rooted
from lintrain.findings import Answers
from lintrain.model.project import Project
from lintrain.source.imports import Spot

ASKS = {"first": 2, "child": 2, "leads": 2, "version": 1}
"""What may be asked, and about how many things: the first is a path."""

Question = tuple[str, ...]


class Questions:
    """Numbered questions with their answers, which are plain: see :func:`answered`."""

    def __init__(self, rooted: Rooted) -> None:
        self._rooted = rooted
        self._numbers: dict[Question, int] = {}
        self._told: list[tuple[Question, object]] = []
        self._same: dict[int, bool] = {}

    def number(self, question: Question, answer: object) -> int:
        """Return the number of a question. Two answers to it are two questions."""
        known = self._numbers.get(question)
        if known is None or self._told[known][1] != answer:
            known = self._numbers[question] = len(self._told)
            self._told.append((question, answer))
        return known

    def numbers(self, answers: Answers, project: Project) -> list[int] | None:
        """Return the numbers of an analysis's questions; ``None`` if one has another answer already."""
        found: list[int] = []
        for question, answer in answers.items():
            if project.ask(question) != answer:
                return None
            found.append(self.number(question, answered(answer, self._rooted)))
        return found

    def still(self, numbers: Iterable[int], project: Project) -> bool:
        """Tell whether some questions would get the same answers now."""
        return all(self._is_still(number, project) for number in numbers)

    def _is_still(self, number: int, project: Project) -> bool:
        known = self._same.get(number)
        if known is None:
            question, answer = self._told[number]
            known = self._same[number] = answered(project.ask(question), self._rooted) == answer
        return known

    def plain(self, used: Iterable[int]) -> list[object]:
        """Return some questions as JSON can hold them."""
        rows: list[object] = []
        for number in used:
            (ask, path, *more), answer = self._told[number]
            rows.append([answer, ask, self._rooted.pack(path), *more])
        return rows

    def restore(self, rows: object) -> None:
        """Take back what :meth:`plain` returned. Raises :class:`Malformed`."""
        if not isinstance(rows, list):
            raise Malformed("questions")
        for row in rows:
            match row:
                case [answer, str() as ask, str() as path, *more] if _is_asked(ask, more):
                    self.number((ask, self._rooted.unpack(path), *more), answer)
                case _:
                    raise Malformed("question")
        if len(self._told) != len(rows):
            raise Malformed("questions")

    def __len__(self) -> int:
        return len(self._told)


def _is_asked(ask: str, more: list[Any]) -> bool:
    return ASKS.get(ask) == 1 + len(more) and all(type(item) is str for item in more)


def answered(answer: object, rooted: Rooted) -> object:
    """Return an answer as JSON can hold it."""
    if isinstance(answer, Spot):
        return [None if path is None else rooted.pack(path) for path in (answer.folder, answer.file)]
    if isinstance(answer, tuple):
        return [answered(item, rooted) for item in answer]
    return answer
