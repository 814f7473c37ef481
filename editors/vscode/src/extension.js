// Starts `listlint server` and connects it to the editor; everything else is in the server.

const { workspace, window, commands } = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

/** @type {LanguageClient | undefined} */
let client;

/** @param {import("vscode").ExtensionContext} context */
async function activate(context) {
  context.subscriptions.push(
    commands.registerCommand("listlint.restart", restart),
    workspace.onDidGrantWorkspaceTrust(restart),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("listlint.command")) {
        void restart();
      }
    }),
  );
  await start();
}

async function start() {
  /** @type {string[]} */
  const [command, ...args] = workspace.getConfiguration("listlint").get("command", []);
  if (!command) {
    return;
  }
  client = new LanguageClient(
    "listlint",
    { command, args, transport: TransportKind.stdio },
    {
      documentSelector: [
        { language: "markdown", scheme: "file" },
        { language: "markdown", scheme: "untitled" },
      ],
      // The server reads other settings by `workspace/configuration`.
      initializationOptions: { trusted: workspace.isTrusted },
      synchronize: { configurationSection: "listlint" },
    },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const install = "Install it with `pip install 'listlint[lsp]'`, or set `listlint.command`.";
    void window.showErrorMessage(`Cannot start \`${command}\`: ${error}. ${install}`);
  }
}

async function restart() {
  await deactivate();
  await start();
}

async function deactivate() {
  const running = client;
  client = undefined;
  await running?.stop();
}

module.exports = { activate, deactivate };
