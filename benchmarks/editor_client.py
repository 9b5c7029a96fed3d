"""An editor, as far as a language server can tell: talks to the real command over its standard streams."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lsprotocol import converters, types

TIMEOUT = 60.0
CAPABILITIES: dict[str, Any] = {
    "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}},
    "textDocument": {"publishDiagnostics": {"relatedInformation": True}},
    "notebookDocument": {"synchronization": {}},
}


class Editor:
    """Speaks plain JSON, and holds each answer to the types of the protocol."""

    def __init__(
        self, folder: Path, *arguments: str, encoding: str = "utf-16", python: Path | str = sys.executable
    ) -> None:
        self.encoding = encoding
        self.messages: list[dict[str, Any]] = []
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.versions: dict[str, int | None] = {}
        self._converter = converters.get_converter()
        self._inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._answers: dict[int, dict[str, Any]] = {}
        self._number = 0
        environment = os.environ | {"OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [str(python), "-m", "lintrain", "server", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            env=environment,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        general = {"positionEncodings": [encoding]}
        self.capabilities = self.ask(
            "initialize",
            processId=os.getpid(),
            rootUri=folder.as_uri(),
            workspaceFolders=[{"uri": folder.as_uri(), "name": folder.name}],
            capabilities=CAPABILITIES | {"general": general},
        )["capabilities"]
        self.tell("initialized")

    # --- what the editor says ---

    def tell(self, method: str, **params: object) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: object) -> Any:  # noqa: ANN401  # JSON
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params})
        self.until(lambda: number in self._answers)
        answer = self._answers.pop(number)
        assert "error" not in answer, answer
        self._converter.structure(answer, types.METHOD_TO_TYPES[method][1])
        return answer["result"]

    def open(self, uri: str, text: str, version: int = 1, language: str = "python") -> list[dict[str, Any]]:
        """Open a file, and wait for its diagnostics."""
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.tell("textDocument/didOpen", textDocument=item)
        return self.told(uri, version)

    def change(self, uri: str, version: int, *changes: dict[str, Any]) -> list[dict[str, Any]]:
        """Change a file, and wait for its diagnostics. A change without a range is the whole text."""
        self.type(uri, version, *changes)
        return self.told(uri, version)

    def type(self, uri: str, version: int, *changes: dict[str, Any]) -> None:
        document = {"uri": uri, "version": version}
        self.tell("textDocument/didChange", textDocument=document, contentChanges=list(changes))

    def told(self, uri: str, version: int) -> list[dict[str, Any]]:
        self.until(lambda: self.versions.get(uri) == version)
        return self.diagnostics[uri]

    def actions(self, uri: str, within: dict[str, Any], *only: str) -> list[dict[str, Any]]:
        context = {"diagnostics": [], **({"only": list(only)} if only else {})}
        document = {"uri": uri}
        return self.ask("textDocument/codeAction", textDocument=document, range=within, context=context)

    def hover(self, uri: str, line: int, character: int) -> dict[str, Any] | None:
        place = {"line": line, "character": character}
        return self.ask("textDocument/hover", textDocument={"uri": uri}, position=place)

    def close(self) -> tuple[int, str]:
        """Say goodbye; return the exit code, and what stood on standard error."""
        self.ask("shutdown")
        self.tell("exit")
        code = self.process.wait(TIMEOUT)
        assert self.process.stdin and self.process.stdout and self.process.stderr
        errors = self.process.stderr.read().decode()
        self._reader.join(TIMEOUT)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            stream.close()
        return code, errors

    # --- what it hears ---

    def until(self, fulfilled: Callable[[], bool], timeout: float = TIMEOUT) -> None:
        """Listen until something is so."""
        while not fulfilled():
            message = self._inbox.get(timeout=timeout)
            assert message is not None, "the server has gone"
            self._hear(message)

    def _hear(self, message: dict[str, Any]) -> None:
        method, params = message.get("method"), message.get("params", {})
        if method is None:
            self._answers[message["id"]] = message
        elif "id" in message:  # the server asks for something
            self._send({"id": message["id"], "result": None})
            self.messages.append(message)
        elif method == "textDocument/publishDiagnostics":
            self._converter.structure(params, types.PublishDiagnosticsParams)
            self.diagnostics[params["uri"]] = params["diagnostics"]
            self.versions[params["uri"]] = params.get("version")
        else:
            self.messages.append(message)

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream
        while head := stream.readline():
            length = int(head.partition(b":")[2])
            while stream.readline().strip():
                pass
            self._inbox.put(json.loads(stream.read(length)))
        self._inbox.put(None)


def edited(text: str, edits: list[dict[str, Any]], encoding: str = "utf-16") -> str:
    """Apply edits as an editor does."""
    codec, width = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}[encoding]
    rows = text.split("\n")

    def offset(place: dict[str, int]) -> int:
        row = rows[place["line"]].encode(codec)[: place["character"] * width].decode(codec)
        return sum(len(each) + 1 for each in rows[: place["line"]]) + len(row)

    for edit in sorted(edits, key=lambda e: offset(e["range"]["start"]), reverse=True):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text
