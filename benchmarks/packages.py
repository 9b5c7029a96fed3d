"""Checks public packages in pinned versions, and compares what is found with a snapshot that was reviewed.

    python benchmarks/packages.py [--check | --write] [--cache FOLDER]

The source distributions come from the package index that pip is configured with, and are kept in the cache.
``packages.txt`` holds a line for each finding: package, path, rule, line. ``--check`` prints what differs
from it and exits 1; ``--write`` writes it. Exit code 2 if a package could not be fetched or checked.
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from checking import Checked, check, fail, settings
from package_index import fetch

SNAPSHOT = Path(__file__).with_name("packages.txt")
KEPT = (".py", ".pyw", ".ipynb")


@dataclass(frozen=True, slots=True)
class Package:
    """A source distribution: its archive, and the hash of that."""

    archive: str
    sha256: str

    @property
    def name(self) -> str:
        """The name, as the index normalises it."""
        return self.archive.rpartition("-")[0].replace("_", "-").lower()

    @property
    def version(self) -> str:
        """The version."""
        return self.archive.rpartition("-")[2].removesuffix(".tar.gz")


PACKAGES = (
    Package("accelerate-1.15.0.tar.gz", "5654f8c5eaa0d4fa68b33e287a97765da6849bf6d51dcac874e73fbbddfb6134"),
    Package("catalyst-22.4.tar.gz", "e226b6d68376b12a6956debe3448e8a87409259c0125317163826f0665b17c6b"),
    Package("fastai-2.8.12.tar.gz", "b995efbb1ade78c99cc228e65db7493a668eb10cfa4945e21d2e348d738aba04"),
    Package("kornia-0.9.0.tar.gz", "65e82219b10e73289fb8cb3c739879d917e6908c0a977b1d65f388cba1741f71"),
    Package("litgpt-0.5.13.tar.gz", "77be78814d0334e8e32ee6dac417e9718ebad45529458995ca255af24cf15cf3"),
    Package("monai-1.6.1.tar.gz", "e24ae4bb944f1779b7a6445acc4ff2efd9cc504d05dffe2498c49af117350136"),
    Package(
        "pytorch_ignite-0.5.5.tar.gz",
        "2c14de75c939a3cc06d2e7de00b1e0a261917ef9bd874dac2e69d789dfa9cc64",
    ),
    Package(
        "pytorch-metric-learning-2.9.0.tar.gz",
        "27a626caf5e2876a0fd666605a78cb67ef7597e25d7a68c18053dd503830701f",
    ),
    Package(
        "pytorch_tabnet-4.1.0.tar.gz",
        "18887b993a8bf86ec05a576b5cf93f09e08b778cd9f418c5b254b6566df673a5",
    ),
    Package(
        "segmentation_models_pytorch-0.6.0.tar.gz",
        "5f90a7a43fac608f85a9dce66f65297d887605da9c2caafb44aa875c30180424",
    ),
    Package(
        "sentence_transformers-6.2.0.tar.gz",
        "1e3cd8796ab7bcad4cfa2f51e2083d8b37b15d6b68e6fa6b91a147c67380574d",
    ),
    Package("skorch-1.4.0.tar.gz", "f7a5d3c13a3aecf0a0fe689ff25188be1145a95268f8fe81f01aaa9fbd7cead1"),
    Package("speechbrain-1.1.2.tar.gz", "a49328b61f6e6caa0e01ab4e32bc15b564114953e30718b1379d2e1d764e426a"),
    Package(
        "stable_baselines3-2.9.2.tar.gz",
        "8af267e9513343f481b3f0680b7740ad79a746873db24f18a9fb2edcbd9a2df7",
    ),
    Package("tianshou-2.0.1.tar.gz", "ec81006848489c23a4952825abb034a525a625dea214a257b1854d03068d11b8"),
    Package("timm-1.0.31.tar.gz", "baa0b333339c46d3d6d4965d99b69f5053afed71210e8f433d7ea5ee6a18f0ec"),
    Package(
        "torchmetrics-1.9.0.tar.gz",
        "a488609948600df52d3db4fcdab02e62aab2a85ef34da67037dc3e65b8512faa",
    ),
)


def main() -> None:
    """Check all packages; compare, write or print the snapshot."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help=f"compare with {SNAPSHOT.name}")
    mode.add_argument("--write", action="store_true", help=f"write {SNAPSHOT.name}")
    parser.add_argument("--cache", type=Path, default=cache(), help="where the archives are kept")
    arguments = parser.parse_args()
    found = "".join(block for package in PACKAGES for block in snapshot(package, arguments.cache))
    if arguments.check:
        compare(SNAPSHOT.read_text(encoding="utf-8"), found)
    elif arguments.write:
        SNAPSHOT.write_text(found, encoding="utf-8", newline="\n")
    else:
        print(found, end="")


def cache() -> Path:
    """Return the folder where archives are kept."""
    base = os.environ.get("XDG_CACHE_HOME")
    return Path(base or Path.home() / ".cache") / "lintrain-packages"


def snapshot(package: Package, folder: Path) -> Iterator[str]:
    """Yield the lines of one package, the first of which says how much was checked."""
    archive = fetch(package.name, package.archive, package.sha256, folder)
    with TemporaryDirectory() as scratch:
        unpack(archive, Path(scratch))
        yield from lines(package, check(Path(scratch), settings(everything=True)))


def lines(package: Package, checked: Checked) -> Iterator[str]:
    """Yield a line for the package, for each finding, and for each file that cannot be parsed."""
    yield f"# {package.name} {package.version}: {checked.files} files checked\n"
    entries = [(f.path, f.span.start.row, f"{f.name} {f.span.start.row}") for f in checked.findings]
    entries += [(p.path, 0, " ".join(p.message.split()[:7])) for p in checked.unparsable]
    for path, _, said in sorted(entries):
        yield f"{package.name} {path} {said}\n"


def compare(known: str, found: str) -> None:
    """Print what differs from the snapshot and exit 1, if anything does."""
    names = (SNAPSHOT.name, "what is found now")
    difference = list(difflib.unified_diff(known.splitlines(True), found.splitlines(True), *names))
    if difference:
        sys.stdout.writelines(difference)
        print(f"\nRead each new finding, then: python {sys.argv[0]} --write", file=sys.stderr)
        sys.exit(1)
    print(f"{sum(line.startswith('#') for line in found.splitlines())} packages: as in {SNAPSHOT.name}")


def unpack(archive: Path, folder: Path) -> None:
    """Write the sources of an archive under ``folder``, without its first folder, and nothing else.

    Only the content of regular files is used: links, modes and owners are not.
    """
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            inner = PurePosixPath(*PurePosixPath(member.name).parts[1:])
            if not member.isreg() or inner.suffix not in KEPT:
                continue
            if ".." in inner.parts or (content := tar.extractfile(member)) is None:
                fail(f"{archive.name}: {member.name} leads out of it")
            target = folder / inner
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.read())


if __name__ == "__main__":
    main()
