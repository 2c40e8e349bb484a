// Packages of the distribution, where it is one that has apt.
import { existsSync } from 'node:fs';
import { run, say } from './steps.js';

/** Installs packages; what is there already stays. @param {readonly string[]} packages @returns {boolean} Whether it could. */
export function aptInstall(packages) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return false;
  say(`setup: installing from the distribution (apt-get install ${packages.join(' ')}) …`);
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (/** @type {readonly string[]} */ args) => {
    const [program = '', ...rest] = [...prefix, 'apt-get', ...args];
    return run(program, rest, { quiet: true, env });
  };
  // A failed update may be one broken source among many; the install decides.
  apt(['update']);
  const { ok, output } = apt(['install', '-y', ...packages]);
  if (!ok) process.stderr.write(output);
  return ok;
}
