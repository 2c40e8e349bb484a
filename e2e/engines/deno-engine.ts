// Deno as an engine: a process that evaluates what comes in and prints what it gives, line by line.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { serveOffers } from '../../cli/local-server';
import type { Offers } from '../../cli/offers';
import { libraryFolder } from '../../cli/package-root';
import { answerAsText } from '../../cli/page-text';
import { answerTo, type Engine, EngineError, requestText, valueFrom } from './engine';

/** In front of lines that are answers; others are what the library or Deno says. */
const MARK = '\u0001';

/** What runs in Deno. */
const program = (modules: Readonly<Record<string, string>>) => `
for (const [name, url] of ${JSON.stringify(Object.entries(modules))}) globalThis[name] = await import(url);
globalThis.callSession = ${answerTo};
const answerAsText = ${answerAsText};
const say = (text) => console.log(${JSON.stringify(MARK)} + text);
say(JSON.stringify({ value: Deno.version.deno }));
let rest = '';
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  for (const line of lines) say(await answerAsText(line));
}`;

/**
 * Starts Deno with the library, which can fetch what is offered. `modules` are other globals: by name, the path of a module
 * that is offered.
 * @throws EngineError when it does not start
 */
export async function openDeno(
  offers: Offers,
  modules: Readonly<Record<string, string>> = {},
): Promise<Engine> {
  const server = await serveOffers(offers);
  const offered = Object.entries(modules).map(([name, path]) => [name, server.origin + path]);
  const entry = (name: string) => pathToFileURL(join(libraryFolder(), name)).href;
  const library = { kindling: entry('kindling.js'), tools: entry('tools.js') };
  const command = createRequire(import.meta.url).resolve('deno/bin.cjs');
  const child = spawn(process.execPath, [
    command,
    'eval',
    '--no-lock', // it would lie in the project
    program({ ...library, ...Object.fromEntries(offered) }),
  ]);
  const said: string[] = [];
  child.stderr.on('data', (data) => said.push(String(data)));
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) => {
      reject(new EngineError(`Deno has ended with ${code}: ${said.join('').slice(-2000)}`));
    });
  });
  ended.catch(() => undefined);
  const answers = answersOf(child.stdout);
  const next = async () => {
    const { value = '' } = await Promise.race([answers.next(), ended]);
    return value;
  };
  const version = valueFrom<string>(await next());
  return {
    name: `Deno ${version}`,
    origin: server.origin,
    evaluate: async (work, argument) => {
      child.stdin.write(`${requestText(work, argument)}\n`);
      return valueFrom(await next());
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      child.stdin.end();
      child.kill();
    },
  };
}

async function* answersOf(output: NodeJS.ReadableStream): AsyncGenerator<string, void, void> {
  for await (const line of createInterface(output)) {
    if (line.startsWith(MARK)) yield line.slice(MARK.length);
  }
}
