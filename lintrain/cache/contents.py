"""What the files say that imports lead to: their hashes, imports and words, so that none is read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lintrain.cache.plain import Malformed
from lintrain.cache.rooted import Rooted
from lintrain.cache.world import plain_seen, seen_of
from lintrain.model.project import Content, Project
from lintrain.source.imports import Wanted
from lintrain.source.sights import Seen, still


def kept_contents(project: Project, rooted: Rooted) -> dict[str, object]:
    """Return what a project knows of files, as JSON can hold it."""
    words = sorted({word for _, content in project.contents.values() if content for word in content.words})
    numbers = {word: number for number, word in enumerate(words)}
    return {
        "words": [word.decode("latin-1") for word in words],
        "files": {
            rooted.pack(path): [plain_seen(seen), _plain(content, numbers)]
            for path, (seen, content) in project.contents.items()
            if path in project.sights.files
        },
    }


def _plain(content: Content | None, numbers: Mapping[bytes, int]) -> object:
    if content is None:
        return None
    return [content.digest, content.imports, sorted(numbers[word] for word in content.words)]


def restore_contents(plain: object, project: Project, rooted: Rooted) -> bool:
    """Let a project know of files what was kept. Tell whether all are as they were."""
    same = True
    for path, seen, content in list(_restored(plain, rooted)):
        now = still(path, seen)
        if now is None:
            same = False
        else:
            project.remember(path, now, content)
    return same


def _restored(plain: object, rooted: Rooted) -> Iterator[tuple[str, Seen, Content | None]]:
    match plain:
        case {"words": list() as words, "files": dict() as files}:
            if not all(type(word) is str for word in words):
                raise Malformed("words")
            try:
                spelled = [word.encode("latin-1") for word in words]
            except UnicodeEncodeError as error:
                raise Malformed("words") from error
            for path, row in files.items():
                yield rooted.unpack(path), *_row(row, spelled)
        case _:
            raise Malformed("contents")


def _row(row: object, words: list[bytes]) -> tuple[Seen, Content | None]:
    match row:
        case [seen, None]:
            return seen_of(seen), None
        case [seen, [str() as digest, list() as imports, list() as numbers]]:
            if not all(type(number) is int and 0 <= number < len(words) for number in numbers):
                raise Malformed("words")
            found = frozenset(words[number] for number in numbers)
            return seen_of(seen), Content(digest, wanted_of(imports), found)
    raise Malformed("content")


def wanted_of(imports: object) -> tuple[Wanted, ...]:
    """Return what import statements name. Raises :class:`Malformed`."""
    if not isinstance(imports, list):
        raise Malformed("imports")
    return tuple(map(_wanted, imports))


def _wanted(row: object) -> Wanted:
    match row:
        case [str() as module, list() as names] if all(type(name) is str for name in names):
            return module, tuple(names)
    raise Malformed("import")
