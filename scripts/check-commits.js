// Holds the subjects of commits to one line of a log: `npm run check:commits`. Those of before the rule stay as they are.
import { run, runMain } from './steps.js';

/** Characters of a subject. */
const MOST = 72;
/** When the rule came. */
const SINCE = '2026-11-30T12:00:00Z';

runMain({}, () => {
  const { ok, output } = run('git', ['log', `--since=${SINCE}`, '--format=%h %s'], { quiet: true });
  // What is unpacked from an archive has no commits to look at.
  if (!ok) {
    console.log('commits: no history here');
    return 0;
  }
  const long = output
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(' ')), [...line.slice(line.indexOf(' ') + 1)]])
    .filter(([, subject = '']) => subject.length > MOST);
  for (const [hash, subject = ''] of long) {
    console.log(`${hash}: a subject of ${subject.length} characters, at most ${MOST}`);
  }
  return long.length > 0 ? 1 : 0;
});
