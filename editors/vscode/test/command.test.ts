import assert from "node:assert/strict";
import test from "node:test";

import { explained, serverCommand } from "../src/command";

test("the command that is found on the PATH", () => {
  assert.deepEqual(serverCommand({ path: " ", args: [] }, "/work", "/home/me"), {
    command: "lintrain",
    args: ["server"],
  });
});

test("a command of its own, with options", () => {
  const settings = { path: "${workspaceFolder}/.venv/bin/lintrain", args: ["--extend-select", "state"] };
  assert.deepEqual(serverCommand(settings, "/work", "/home/me"), {
    command: "/work/.venv/bin/lintrain",
    args: ["server", "--extend-select", "state"],
  });
  assert.equal(serverCommand({ path: "${userHome}/x", args: [] }, undefined, "/home/me").command, "/home/me/x");
});

test("what is said when it does not start", () => {
  const told = explained({ command: "lintrain", args: ["server"] }, new Error("ENOENT"));
  assert.match(told, /`lintrain server` does not start: ENOENT/);
  assert.match(told, /pip install "lintrain\[server\]"/);
});
