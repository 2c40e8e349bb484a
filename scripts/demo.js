// `npm run demo`: sets everything up, then names what is on a sample picture with the embedded
// default model, on WebGPU in a headless Chromium.
import { setup } from './setup.js';
import { run, runMain, say } from './steps.js';

const picture = 'weights/samples/candle.png';

runMain(() => {
  setup();
  const args = ['cli/kindling.js', 'classify', picture];
  say(`demo: node ${args.join(' ')}`);
  if (!run(process.execPath, args).ok) return 1;
  say('demo: for a photograph of your own: node cli/kindling.js classify PHOTO.jpg');
  say('demo: all commands: node cli/kindling.js --help; in a page: npm run dev');
  return 0;
});
