// Makes the small trained network a part of the library: weights/trained/squeezenet-compressed.kindling as text in
// src/store/embedded-model.gen.ts, and its entry in weights/manifest.json. Text, since a module is what every bundler, Node and
// tests load alike; it is a chunk of its own, loaded only when the model is asked for.
//   node scripts/embed-model.js           writes both
//   node scripts/embed-model.js --check   fails when they are not what the file says
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments, root } from './steps.js';

const { check } = readArguments({ options: { check: { type: 'boolean' } } }).values;

const bytes = readFileSync(join(root, 'weights/trained/squeezenet-compressed.kindling'));
const manifestPath = join(root, 'weights/manifest.json');
const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
const name = 'fashion-squeezenet';
const entry = {
  name,
  description:
    'A small SqueezeNet for 28×28 pictures, 10 classes of Fashion-MNIST, trained and compressed by this project.',
  file: `${name}.kindling`,
  format: 'kindling',
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  url: `embedded:${name}`,
  licence: 'MIT',
  licenceHolder: 'The authors of Kindling',
  source: 'weights/training',
};
const others = manifest.models.filter(
  (/** @type {{ name: string }} */ model) => model.name !== name,
);
const outputs = [
  [manifestPath, `${JSON.stringify({ ...manifest, models: [...others, entry] }, null, 2)}\n`],
  [
    join(root, 'src/store/embedded-model.gen.ts'),
    `// Written by scripts/embed-model.js from weights/trained/squeezenet-compressed.kindling. Do not edit.\n\n` +
      `/** The file, in base64. */\nexport const embeddedModel =\n  '${bytes.toString('base64')}';\n`,
  ],
];

let isStale = false;
for (const [path, text] of outputs) {
  if (!check) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    isStale = true;
    console.error(`${path} is not what the trained network says; run node scripts/embed-model.js.`);
  }
}
process.exitCode = isStale ? 1 : 0;
