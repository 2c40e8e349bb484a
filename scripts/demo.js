// `npm run demo`: sets everything up, then names what is on the embedded sample pictures with the embedded network, on WebGPU
// and on the CPU side by side, in a headless Chromium. What it needs comes with set-up: it works without a network after that.
import { setup } from './setup.js';
import { run, runMain, say } from './steps.js';

const hints = [
  'on a photograph of your own, with the SqueezeNet of ImageNet (0.65 MB are downloaded):',
  '  node cli/kindling.js classify PHOTO.jpg',
  'in a page: npm run dev; all commands: node cli/kindling.js --help',
];

runMain({}, () => {
  setup();
  const args = ['cli/kindling.js', 'demo'];
  say(`demo: node ${args.join(' ')}`);
  if (!run(process.execPath, args).ok) return 1;
  for (const hint of hints) say(`demo: ${hint}`);
  return 0;
});
