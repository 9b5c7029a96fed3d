"""How a file refers to something of a module, and the import that it needs for that."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import libcst as cst

from lintrain.findings import Edit
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import changed, path


def spelled(editor: Editor, module: str, name: str) -> tuple[str, tuple[Edit, ...]]:
    """Return how ``name`` of a module of the standard library is written here, and the import to add.

    Raises:
        CannotEdit: the file calls something else by the module's name.
    """
    imports = [line for line in editor.tree.module.body if _import(line) is not None]
    for line in imports:
        if written := _written(_import(line), module, name):
            return written, ()
    if module in changed(*editor.tree.module.body):
        raise CannotEdit(f"the file uses the name `{module}` for something else")
    return f"{module}.{name}", (_added(editor, imports, module),)


def imported_as(editor: Editor, module: str, name: str) -> tuple[str, tuple[Edit, ...]]:
    """Return how a function is called through what the file imports anyway: ``optim.swa_utils.update_bn``.

    Where it imports something else from the module, this is added to that.

    Raises:
        CannotEdit: nothing that it imports leads there.
    """
    imports = [found for line in editor.tree.module.body if (found := _import(line)) is not None]
    if written := next((w for each in imports if (w := _written(each, module, name))), ""):
        return written, ()
    for each in imports:
        if isinstance(each, cst.ImportFrom) and each.module and path(each.module) == module:
            return name, (_extended(editor, each, name),)
    leads = [lead for each in imports for lead in _leads(each) if f"{module}.".startswith(f"{lead[0]}.")]
    if leads:
        origin, local = max(leads, key=lambda lead: len(lead[0]))
        return f"{local}{module[len(origin) :]}.{name}", ()
    raise CannotEdit(f"the file imports nothing through which `{name}` could be called")


def _leads(found: cst.Import | cst.ImportFrom) -> Iterator[tuple[str, str]]:
    """Yield what an import statement binds: the dotted name that it stands for, and its own."""
    if isinstance(found.names, cst.ImportStar):
        return
    for alias in found.names:
        origin, local = path(alias.name), _local(alias)
        if isinstance(found, cst.Import):
            yield (origin, local) if alias.asname else (origin.partition(".")[0], local.partition(".")[0])
        elif found.module is not None and not found.relative:
            yield f"{path(found.module)}.{origin}", local


def _extended(editor: Editor, found: cst.ImportFrom, name: str) -> Edit:
    """Add a name to those that are imported from a module."""
    if isinstance(found.names, cst.ImportStar):
        raise CannotEdit(f"`{name}` may or may not be imported with everything else")
    end = editor.tree.positions.offsets(found.names[-1].asname or found.names[-1].name)[1]
    return Edit(end, end, f", {name}")


def _import(line: cst.CSTNode) -> cst.Import | cst.ImportFrom | None:
    match line:
        case cst.SimpleStatementLine(body=[cst.Import() | cst.ImportFrom() as found]):
            return found
        case _:
            return None


def _written(found: cst.Import | cst.ImportFrom | None, module: str, name: str) -> str:
    match found:
        case cst.Import(names=names):
            alias = next((a for a in names if path(a.name) == module), None)
            return f"{_local(alias)}.{name}" if alias is not None else ""
        case cst.ImportFrom(module=origin, names=[*names], relative=[]) if origin and path(origin) == module:
            alias = next((a for a in names if path(a.name) == name), None)
            return _local(alias) if alias is not None else ""
        case _:
            return ""


def _local(alias: cst.ImportAlias) -> str:
    return path(alias.asname.name) if alias.asname is not None else path(alias.name)


def _added(
    editor: Editor, imports: Sequence[cst.BaseStatement | cst.SimpleStatementLine], module: str
) -> Edit:
    """Insert ``import module`` among the imports: in the order of the alphabet, the library's own first."""
    plain = [line for line in imports if _origin(line) != "__future__"]
    if not plain:
        raise CannotEdit("the file has no imports to put another one to")
    first = plain[0]
    own = [line for line in plain if _origin(line).partition(".")[0] in sys.stdlib_module_names]
    if not own or own[0] is not first:
        return editor.insert_before(first, f"import {module}\n")
    block = _until_gap(editor, own)
    after = [line for line in block if not _precedes(line, module)]
    if after:
        return editor.insert_before(after[0], f"import {module}")
    return editor.insert_after(block[-1], f"import {module}")


def _until_gap(editor: Editor, lines: Sequence[cst.BaseStatement]) -> list[cst.BaseStatement]:
    """Return the lines at the beginning that stand directly under each other."""
    siblings, index = editor.block(lines[0])
    found = [lines[0]]
    for line in siblings[index + 1 :]:
        gap = any(not blank.comment for blank in getattr(line, "leading_lines", ()))
        if gap or line not in lines:
            break
        found.append(line)
    return found


def _precedes(line: cst.BaseStatement, module: str) -> bool:
    """Tell whether an import stands before ``import module``; ``from`` imports may be sorted apart."""
    found = _import(line)
    return isinstance(found, cst.Import) and _origin(line) < module


def _origin(line: cst.CSTNode) -> str:
    match _import(line):
        case cst.Import(names=[cst.ImportAlias(name=name), *_]):
            return path(name)
        case cst.ImportFrom(module=module) if module is not None:
            return path(module)
        case _:
            return ""
