/** The extension as VS Code loads it, with stand-ins for VS Code and for the client. */

import assert from "node:assert/strict";
import Module from "node:module";
import test from "node:test";

import manifest from "../package.json";

type Loader = { _load(request: string, ...rest: unknown[]): unknown };

const log: string[] = [];
const commands = new Map<string, () => Promise<void>>();
const values: Record<string, unknown> = {};
let changed: (event: { affectsConfiguration(section: string): boolean }) => Promise<void>;
let broken = false;

class Client {
  constructor(
    _id: string,
    _name: string,
    readonly server: { command: string; args: string[] },
    readonly options: { documentSelector: { language: string }[] },
  ) {}

  async start(): Promise<void> {
    if (broken) {
      throw new Error("ENOENT");
    }
    assert.ok(this.options.documentSelector.every((each) => each.language === "python"));
    log.push(`start ${[this.server.command, ...this.server.args].join(" ")}`);
  }

  async stop(): Promise<void> {
    log.push("stop");
  }
}

const vscode = {
  commands: {
    registerCommand(name: string, run: () => Promise<void>) {
      commands.set(name, run);
      return { dispose() {} };
    },
  },
  window: { showErrorMessage: (text: string) => log.push(text) },
  workspace: {
    workspaceFolders: [{ uri: { fsPath: "/work" } }],
    getConfiguration: () => ({ get: (key: string, otherwise: unknown) => values[key] ?? otherwise }),
    onDidChangeConfiguration(listener: typeof changed) {
      changed = listener;
      return { dispose() {} };
    },
  },
};

const loader = Module as unknown as Loader;
const load = loader._load;
loader._load = function (request: string, ...rest: unknown[]): unknown {
  if (request === "vscode") {
    return vscode;
  }
  return request === "vscode-languageclient/node" ? { LanguageClient: Client } : load.call(this, request, ...rest);
};

test("the life of the server", async () => {
  const { activate, deactivate } = await import("../src/extension.js");
  const context = { subscriptions: [] as unknown[] };
  await activate(context as never);
  assert.equal(context.subscriptions.length, 2);
  assert.deepEqual(log.splice(0), ["start lintrain server"]);

  await changed({ affectsConfiguration: (section) => section === "python" });
  assert.deepEqual(log.splice(0), []);
  values.path = "${workspaceFolder}/lintrain";
  await changed({ affectsConfiguration: (section) => section === "lintrain" });
  assert.deepEqual(log.splice(0), ["stop", "start /work/lintrain server"]);

  broken = true;
  await commands.get("lintrain.restart")?.();
  const [stopped, told] = log.splice(0);
  assert.equal(stopped, "stop");
  assert.match(told, /`\/work\/lintrain server` does not start: ENOENT/);

  broken = false;
  await Promise.all([commands.get("lintrain.restart")?.(), commands.get("lintrain.restart")?.()]);
  assert.deepEqual(log.splice(0).filter((line) => line !== "stop").length, 2);
  await deactivate();
  assert.deepEqual(log.splice(0), ["stop"]);
});

test("every command of the manifest is there", () => {
  const named = manifest.contributes.commands.map((each) => each.command);
  assert.deepEqual(named, [...commands.keys()]);
});
