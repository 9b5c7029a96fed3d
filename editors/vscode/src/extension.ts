/** Starts `lintrain server`, and starts it again when its settings change or somebody asks for it. */

import { homedir } from "node:os";
import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";

import { type Command, explained, serverCommand } from "./command";

let client: LanguageClient | undefined;
let turn: Promise<void> = Promise.resolve();

const OPTIONS: LanguageClientOptions = {
  documentSelector: [
    { scheme: "file", language: "python" },
    { scheme: "untitled", language: "python" },
  ],
};

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("lintrain.restart", restart),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("lintrain")) {
        await restart();
      }
    }),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  await inTurn(stop);
}

function restart(): Promise<void> {
  return inTurn(async () => {
    await stop();
    await start();
  });
}

/** Does one thing after the other: settings may change while the server is still starting. */
function inTurn(step: () => Promise<void>): Promise<void> {
  turn = turn.then(step);
  return turn;
}

async function start(): Promise<void> {
  const command = configured();
  const started = new LanguageClient("lintrain", "lintrain", command, OPTIONS);
  try {
    await started.start();
    client = started;
  } catch (error) {
    void vscode.window.showErrorMessage(explained(command, error));
  }
}

async function stop(): Promise<void> {
  const stopping = client;
  client = undefined;
  await stopping?.stop();
}

function configured(): Command {
  const settings = vscode.workspace.getConfiguration("lintrain");
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return serverCommand(
    { path: settings.get<string>("path", ""), args: settings.get<string[]>("args", []) },
    folder,
    homedir(),
  );
}
