// Entry of the built command line: runs the program on the process's own arguments and streams.
import { runProgram } from './program';

// A reader that closes early (`kindling … | head -1`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const status = await runProgram(process.argv.slice(2));
process.exitCode = status;
// A list that never ends is not waited for.
process.stdin.destroy();
// Interrupted: what is under way would be waited for.
if (status > 128) process.exit();
