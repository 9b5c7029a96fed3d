"""Runs lintrain on public repositories at pinned commits, and prints what it finds as a table.

    python benchmarks/real_code.py FOLDER [--write]

``FOLDER`` holds a checkout ``owner+name`` of each; what is missing is fetched into it with git. ``--write``
puts the table into ``benchmarks/REAL_CODE.md``. Files that are no valid Python 3 are listed there, too; exit
code 2 if anything else could not be checked.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from checking import Checked, check, fail, git, settings

from lintrain.findings import Applicability, Finding

REPORT = Path(__file__).with_name("REAL_CODE.md")


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository on GitHub, and the commit to check."""

    name: str
    commit: str

    @property
    def url(self) -> str:
        """The address of the repository."""
        return f"https://github.com/{self.name}"

    @property
    def link(self) -> str:
        """The commit, as a link."""
        return f"[{self.name}]({self.url}/tree/{self.commit}) `{self.commit[:7]}`"

    def blob(self, path: str) -> str:
        """Return the address of a file."""
        return f"{self.url}/blob/{self.commit}/{path}"


REPOSITORIES = (
    Repository(
        "AlessioLucciola/multimodal-advertisement-sentiment-analysis",
        "c5564b594d38552c53ebe98627d006c94fd220b0",
    ),
    Repository("bubbliiiing/yolov4-pytorch", "9571c250a3e26946eabc39398320fba8a045a90b"),
    Repository("chenyuntc/pytorch-book", "688951721d11cd3f92440801e1b68b65ae2e439f"),
    Repository("CompVis/latent-diffusion", "a506df5756472e2ebaf9078affdde2c4f1502cd4"),
    Repository("Cranial-XIX/FAMO", "0a6ad06dbdd55fce73ec01e3a175c2498cd1e5e9"),
    Repository("eriklindernoren/PyTorch-GAN", "36d3c77e5ff20ebe0aeefd322326a134a279b93e"),
    Repository("facebookresearch/demucs", "e976d93ecc3865e5757426930257e200846a520a"),
    Repository("facebookresearch/dinov2", "b8931f7bf91576930313be2c6d6af376033b35f0"),
    Repository("facebookresearch/metaseq", "f7ffa5fd61cf90f498a36d365c13dd7f1a912ff7"),
    Repository("facebookresearch/sam2", "2b90b9f5ceec907a1c18123530e92e794ad901a4"),
    Repository("facebookresearch/SlowFast", "287ec0076846560f44a9327e931a5a2360240533"),
    Repository("graykode/nlp-tutorial", "d05e31ec81d56d70c1db89b99ab07e948f7ebc11"),
    Repository("huggingface/accelerate", "16cb6eb80dd9aa8b4df1a63ef57863e455d53b83"),
    Repository("huggingface/nanotron", "2411b022a75fb7f7561a1bb4166706da5e1b76de"),
    Repository("huggingface/pytorch-image-models", "aa4b5850c1543fa488abf260f18390eda46cf85d"),
    Repository("karpathy/minGPT", "37baab71b9abea1b76ab957409a1cc2fbfba8a26"),
    Repository("karpathy/nanoGPT", "3adf61e154c3fe3fca428ad6bc3818b27a3b8291"),
    Repository("kuangliu/pytorch-cifar", "49b7aa97b0c12fe0d4054e670403a16b6b834ddd"),
    Repository("Lightning-AI/litgpt", "26857050fe3ff627cd714fe92f5838f51a3d5efa"),
    Repository("lively2018/pytorch_practices", "6f0fb845b5f9e70af61a1dfce9bbf0e1588e4c26"),
    Repository("microsoft/DeepSpeedExamples", "83757d9c937daabd1089a08051061706cb73900d"),
    Repository("monologg/JointBERT", "00324f60dda4a491b2913bc3065ae93966caea3f"),
    Repository("NVIDIA/apex", "6424da3b4faa6c8f062da4a48c424fff3f02d42d"),
    Repository("NVIDIA/tacotron2", "185cd24e046cc1304b4f8e564734d2498c6e2e6f"),
    Repository("NVlabs/edm", "008a4e5316c8e3bfe61a62f874bddba254295afb"),
    Repository("NVlabs/stylegan2-ada-pytorch", "d72cc7d041b42ec8e806021a205ed9349f87c6a4"),
    Repository("open-mmlab/mmengine", "254342938d9bde1775c39ea7d5181c5d294026c4"),
    Repository("openai/guided-diffusion", "22e0df8183507e13a7813f8d38d51b072ca1e67c"),
    Repository("OpenNMT/OpenNMT-py", "97111d97551c24857076a4102eabdb468b35cff4"),
    Repository("prakashpandey9/Text-Classification-Pytorch", "8649eec7a840d55e314b4b992048f3ce966fd05d"),
    Repository("pytorch/examples", "77f55b912142e11fcfdf5b530231fb9c52f181e8"),
    Repository("pytorch/torchtitan", "b5bcd76c66d0acb1a08b176d9639425bc55e0b2a"),
    Repository("raywu0123/Brain-Tumor-Segmentation", "3be20a1c3119aa31231295c9dc25e032808e96f4"),
    Repository("spro/practical-pytorch", "c520c52e68e945d88fff563dba1c028b6ec0197b"),
    Repository("sthalles/SimCLR", "1848fc934ad844ae630e6c452300433fe99acfd9"),
    Repository("ultralytics/yolov5", "5081342f04fb287fc2e5f2b5a4e06752b7937b1c"),
    Repository("VGraphRNN/VGRNN", "352da1b63fe6ea1db18c7d512793a21e0d9a5bbb"),
    Repository("victoresque/pytorch-template", "41dc06f6f8f3f38c6ed49f01ff7d89cd5688adc4"),
    Repository("weiaicunzai/pytorch-cifar100", "11d8418f415b261e4ae3cb1ffe20d06ec95b98e4"),
    Repository("yunjey/pytorch-tutorial", "0500d3df5a2a8080ccfccbc00aca0eacc21818db"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """What lintrain says about one repository."""

    repository: Repository
    checked: Checked


def main() -> None:
    """Check all repositories, and print or write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the checkouts are, or are to be")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    arguments = parser.parse_args()
    results = [Result(r, check(checkout(r, arguments.folder), settings())) for r in REPOSITORIES]
    text = report(results)
    if arguments.write:
        REPORT.write_text(text, encoding="utf-8", newline="\n")
    else:
        print(text, end="")


def checkout(repository: Repository, folder: Path) -> Path:
    """Return the checkout of a repository; fetch it where there is none."""
    path = folder.resolve() / repository.name.replace("/", "+")
    if not path.exists():
        fetch(repository, path)
    if not (path / ".git").exists():
        print(f"note: {path} is no git checkout: taken to be {repository.commit}", file=sys.stderr)
    elif (head := git(path, "rev-parse", "HEAD")) != repository.commit:
        fail(f"{path} is at {head}, not at {repository.commit}")
    return path


def fetch(repository: Repository, path: Path) -> None:
    """Fetch one commit. Nothing is left behind if that fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent) as folder:
        fresh = Path(folder, "fresh")
        fresh.mkdir()
        git(fresh, "init", "-q")
        git(fresh, "fetch", "-q", "--depth=1", repository.url, repository.commit)
        git(fresh, "checkout", "-q", "FETCH_HEAD")
        fresh.rename(path)


def report(results: Sequence[Result]) -> str:
    """Return the page. What stands before its first heading goes into the README."""
    silent = [result for result in results if not result.checked.findings]
    text = f"{total(results)}\n\n{table(results)}"
    if silent:
        text += "\n## Nothing was found in\n\n" + "".join(map(silence, silent))
    if broken := "".join(line for result in results for line in unparsable(result)):
        text += f"\n## No valid Python 3, and not checked\n\n{broken}"
    return text


def total(results: Sequence[Result]) -> str:
    """Return a few sentences with the sums."""
    found = [finding for result in results for finding in result.checked.findings]
    where = {(result.repository, f.path) for result in results for f in result.checked.findings}
    fixes = Counter(finding.fix.applicability for finding in found if finding.fix)
    silent = sum(not result.checked.findings for result in results)
    return (
        f"{len(found)} findings in {len(where)} of {sum(r.checked.files for r in results)} files; "
        f"{fixes[Applicability.SAFE]} have a safe fix, {fixes[Applicability.UNSAFE]} an unsafe one. "
        f"Nothing was found in {silent} of the {len(results)} repositories."
    )


def silence(result: Result) -> str:
    """Return the item of a repository in which nothing was found."""
    return f"- {result.repository.link}: {result.checked.files} files\n"


def unparsable(result: Result) -> Iterator[str]:
    """Yield an item for each file that cannot be parsed."""
    for problem in result.checked.unparsable:
        row = f"#L{problem.row}" if problem.row else ""
        link = f"[{problem.path}]({result.repository.blob(problem.path)}{row})"
        yield f"- {result.repository.name}: {link}\n"


def table(results: Sequence[Result]) -> str:
    """Return the table: a row per repository and rule, a link per finding."""
    head = "| repository | files | rule | findings |\n| --- | ---: | --- | --- |\n"
    return head + "".join(row for result in results for row in rows(result))


def rows(result: Result) -> Iterator[str]:
    """Yield the rows of one repository."""
    first = f"{result.repository.link} | {result.checked.files}"
    by_rule = sorted(result.checked.findings, key=lambda finding: finding.name)
    for name, found in groupby(by_rule, key=lambda finding: finding.name):
        yield f"| {first} | {name} | {', '.join(links(result.repository, list(found)))} |\n"
        first = " | "


def links(repository: Repository, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield a link to each row of source; the first in a file names the file."""
    places = Counter((f.path, f.span.cell, f.span.start.row) for f in findings)
    previous = ""
    for (path, cell, row), times in places.items():
        place = f"cell {cell}:{row}" if cell else str(row)
        text = place if path == previous else f"{Path(path).name}:{place}"
        previous = path
        again = f" ×{times}" if times > 1 else ""
        anchor = "" if cell else f"#L{row}"
        yield f"[{text}]({repository.blob(path)}{anchor}){again}"


if __name__ == "__main__":
    main()
