"""Fetches source distributions from the package index that pip is configured with. Nothing is built."""

from __future__ import annotations

import ast
import hashlib
import html
import json
import os
import re
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from http.client import HTTPException
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import Request, urlopen

from checking import fail

DEFAULT_INDEX = "https://pypi.org/simple"
ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
SECONDS = 120
ATTEMPTS = 3


def fetch(name: str, archive: str, sha256: str, folder: Path) -> Path:
    """Return the archive; fetch it into ``folder`` where that lacks it. Exits 2 if it cannot be had."""
    path = folder / archive
    if not path.exists():
        content = download(address(name, archive))
        if (hashed := hashlib.sha256(content).hexdigest()) != sha256:
            fail(f"{archive} has the hash {hashed}, not {sha256}")
        keep(path, content)
    elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        fail(f"{path} does not have the hash {sha256}: delete it")
    return path


def keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.replace(file.name, path)


def address(name: str, archive: str) -> str:
    """Return where the index says that an archive is."""
    page = f"{(setting('index-url') or DEFAULT_INDEX).rstrip('/')}/{name}/"
    found = (link for link in links(download(page).decode(), page) if filename(link) == archive)
    return next(found, None) or fail(f"the package index has no {archive}")


def filename(url: str) -> str:
    """Return the last part of an address."""
    return unquote(PurePosixPath(urlsplit(url).path).name)


def links(page: str, base: str) -> Iterator[str]:
    """Yield the addresses of the files on a page of the index, which is JSON or HTML."""
    if page.lstrip().startswith("{"):
        found = [file["url"] for file in json.loads(page)["files"]]
    else:
        found = [html.unescape(link) for link in re.findall(r"""href\s*=\s*["']([^"']+)""", page)]
    for link in found:
        yield urldefrag(urljoin(base, link)).url


def download(url: str) -> bytes:
    """Return what stands at an address. Exits 2 if it cannot be had in a few attempts."""
    request = Request(url, headers={"Accept": ACCEPT if url.endswith("/") else "*/*"})
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with urlopen(request, timeout=SECONDS, context=trust()) as answer:
                return bytes(answer.read())
        except (OSError, HTTPException) as error:
            if attempt == ATTEMPTS:
                fail(f"{filename(url)} cannot be fetched: {error}")
            time.sleep(attempt)
    raise AssertionError("the last attempt returns or exits")


@cache
def trust() -> ssl.SSLContext:
    """Return the certificates that pip is told to trust, or those of the system."""
    return ssl.create_default_context(cafile=setting("cert") or None)


def setting(name: str) -> str:
    """Return a setting of pip, from its environment variable or its configuration; empty if there is none."""
    if value := os.environ.get(f"PIP_{name.upper().replace('-', '_')}"):
        return value
    found = dict(line.partition("=")[::2] for line in configuration().splitlines())
    values = [found[key] for key in (f"download.{name}", f"global.{name}") if key in found]
    return str(ast.literal_eval(values[0])) if values else ""


@cache
def configuration() -> str:
    """Return what ``pip config list`` prints."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    if done.returncode:
        fail(f"pip cannot tell its configuration: {done.stderr.strip()}")
    return done.stdout
