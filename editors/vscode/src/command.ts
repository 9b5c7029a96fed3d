/** Which program is the server. Nothing here needs VS Code, so that it is tested without. */

export interface Settings {
  readonly path: string;
  readonly args: readonly string[];
}

export interface Command {
  readonly command: string;
  readonly args: string[];
}

/** Returns the command that starts the server. */
export function serverCommand(settings: Settings, folder: string | undefined, home: string): Command {
  const path = settings.path.trim();
  const command = path === "" ? "lintrain" : expanded(path, folder, home);
  return { command, args: ["server", ...settings.args] };
}

/** Returns what to say when the server does not start. */
export function explained(command: Command, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  const install = 'Install it with: pip install "lintrain[server]", or set "lintrain.path".';
  return `lintrain: \`${[command.command, ...command.args].join(" ")}\` does not start: ${reason}. ${install}`;
}

function expanded(path: string, folder: string | undefined, home: string): string {
  return path.replaceAll("${workspaceFolder}", folder ?? "").replaceAll("${userHome}", home);
}
