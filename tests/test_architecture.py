"""Dependencies point one way, read from the import statements themselves."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ["source", "syntax", "model", "flow", "survey"]
"""Each may import those before it; what stands in ``lintrain/`` itself is either shared or above all."""
SHARED = {
    "architecture",
    "events",
    "facts",
    "findings",
    "leftovers",
    "losses",
    "measurements",
    "packs",
    "plain",
    "protocol",
    "structure",
    "upkeep",
}
PACKS = {"rules", "fixers", "runtime"}


def imports(path: Path) -> set[str]:
    """Return the dotted names that a file imports, inside functions too."""
    found: set[str] = set()
    package = ".".join(("lintrain", *path.relative_to(ROOT).with_suffix("").parts[:-1])).replace(
        "lintrain.lintrain", "lintrain"
    )
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = (
                ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            )
            module = ".".join(part for part in (base, node.module) if part)
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


def ours(names: set[str]) -> set[str]:
    """Return the second part of each name under ``lintrain``."""
    return {name.split(".")[1] for name in names if name.startswith("lintrain.")}


def files(folder: str) -> list[Path]:
    """Return the Python files under a folder of the repository."""
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found, folder
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_those_under_it(layer: str) -> None:
    allowed = {*LAYERS[: LAYERS.index(layer) + 1], *SHARED}
    for path in files(f"lintrain/{layer}"):
        assert ours(imports(path)) <= allowed, path


def test_the_shared_vocabulary_knows_no_syntax() -> None:
    for name in SHARED - {"findings"}:
        assert ours(imports(ROOT / "lintrain" / f"{name}.py")) <= SHARED, name


def test_the_core_never_imports_a_pack() -> None:
    for path in files("lintrain"):
        assert not ours(imports(path)) & PACKS, path


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_packs_never_import_each_other(pack: str) -> None:
    for path in files(pack):
        assert not ours(imports(path)) & (PACKS - {pack}), path


def test_rules_never_see_the_tree() -> None:
    for path in files("rules"):
        names = imports(path)
        assert not {"syntax", "flow", "source"} & ours(names), path
        assert not any(name.split(".")[0] == "libcst" for name in names), path


def test_only_the_runtime_may_import_torch() -> None:
    for folder in ("lintrain", "rules", "fixers"):
        for path in files(folder):
            assert not any(name.split(".")[0] == "torch" for name in imports(path)), path


def test_only_syntax_and_fixers_know_libcst() -> None:
    for path in files("lintrain"):
        if path.parent.name != "syntax":
            assert not any(name.split(".")[0] == "libcst" for name in imports(path)), path


def test_this_test_can_fail(tmp_path: Path) -> None:
    path = ROOT / "lintrain" / "flow" / "witness.py"
    assert {"syntax", "model", "facts"} <= ours(imports(path))


def test_every_folder_of_code_is_packaged():
    """An editable installation finds what a wheel would lack."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = text.partition("\npackages = [")[2].partition("]")[0].replace('"', "").replace(",", "").split()
    packs = {path.parent.relative_to(ROOT) for pack in PACKS for path in (ROOT / pack).rglob("__init__.py")}
    own = {path.parent.relative_to(ROOT) for path in (ROOT / "lintrain").rglob("__init__.py")}
    expected = {".".join(path.parts) for path in own} | {
        ".".join(("lintrain", *path.parts)) for path in packs
    }
    assert set(listed) == expected
