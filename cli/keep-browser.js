// Starts a browser that ends with the command that it is for, however that ends: a killed command closes nothing, and
// Firefox goes on without whoever drove it. Written in JavaScript, since it runs by itself.
//
// node keep-browser.js PID PROGRAM ARGUMENT…, with the process id of the command, which has started this.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

/** How often the command is looked for. */
const INTERVAL_MS = 250;

const [command = '', program = '', ...given] = process.argv.slice(2);
const browser = spawn(program, given, { stdio: 'inherit' });
browser.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
browser.on('exit', (status) => process.exit(status ?? 1));
setInterval(() => {
  if (!isAlive(Number(command))) endBrowser();
}, INTERVAL_MS);

/**
 * Whether the command is there. A killed one stays in the table of processes until its own parent looks, but is nobody's
 * parent any more.
 * @param {number} id
 */
function isAlive(id) {
  if (process.ppid !== id) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends the browser with all its processes, and removes its profile, which nobody else will. */
function endBrowser() {
  const profile = given[given.indexOf('--profile') + 1];
  const isTemporary = given.includes('--profile') && profile?.includes('puppeteer');
  browser.removeAllListeners('exit');
  browser.on('exit', () => {
    // Its other processes end with it, and may still write.
    if (isTemporary)
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    process.exit(1);
  });
  browser.kill('SIGKILL');
}
