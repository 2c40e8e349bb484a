// docs/errors.md has every message of the library's errors: `npm run docs:update` writes it.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as errors from '../../src/errors';
import { errorMessages } from './error-messages';

const root = join(import.meta.dirname, '../..');

it('docs/errors.md has every message', { timeout: 300_000 }, async () => {
  const messages = errorMessages(root);
  const names = Object.keys(errors).filter((name) => messages.has(name));
  expect(names.toSorted()).toEqual([...messages.keys()].toSorted());
  const parts = names.map((name) => {
    const texts = [...new Set(messages.get(name))].filter((text) => text !== '…').sort();
    const link = `[What to do](guides/troubleshooting.md#${name.toLowerCase()})`;
    return `## ${name}\n\n${link}\n\n${texts.map((text) => `- ${code(text)}\n`).join('')}`;
  });
  await expect([HEAD, ...parts].join('\n')).toMatchFileSnapshot('../../docs/errors.md');
});

const HEAD = `<!-- Written by \`npm run docs:update\` from the sources. Do not edit. -->

# Error messages

Every message of the errors that Kindling throws, by the class of the error. \`…\` stands for what is known only then: names, shapes,
numbers, and what WebGPU or the browser reports. What an ONNX file asks for and Kindling does not have comes as one
\`UnsupportedError\` that joins the messages of all its nodes.
`;

/** As code: backticks in a message need two around it. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
