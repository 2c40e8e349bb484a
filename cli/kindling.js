#!/usr/bin/env node
// The `kindling` command: starts the built command line, or says how to build it.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(fileURLToPath(program))) {
  await import(program.href);
} else {
  console.error('kindling: the command line is not built yet; run `npm run setup` first.');
  process.exitCode = 1;
}
