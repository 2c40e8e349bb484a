// What the reader does not compute is refused, with the op, the node and the reason.
import { describe, expect, it } from 'vitest';
import { buildCaseFile } from '../../../e2e/corpus/onnx/case-file';
import { describeCase, type OpCase } from '../../../e2e/corpus/onnx/op-case';
import { GRAPH_REFUSALS, REFUSALS, type Refusal } from '../../../e2e/corpus/onnx/refusals';
import { UnsupportedError } from '../../errors';
import { readOnnxNow } from './read-now.fixtures';

const numbered = (list: readonly Refusal[]) =>
  list.map(([test, words]) => [describeCase(test), test, words] as const);

describe('refused nodes', () => {
  it.each(numbered(REFUSALS))('%s', (_, test, words) => {
    const message = refusalOf(test);
    expect(message).toMatch(words);
    const isNamed = ({ op }: { op: string }, at: number) =>
      message.includes(op) && message.includes(`"node${at}"`);
    expect(test.nodes.some(isNamed), message).toBe(true);
  });
});

describe('refused graphs', () => {
  it.each(numbered(GRAPH_REFUSALS))('%s', (_, test, words) => {
    expect(refusalOf(test)).toMatch(words);
  });
});

function refusalOf(test: OpCase): string {
  const { bytes } = buildCaseFile(test, 1);
  try {
    readOnnxNow(bytes, { name: 'case', batch: 1 });
  } catch (error) {
    expect(error).toBeInstanceOf(UnsupportedError);
    return String(error);
  }
  return expect.fail('it was read');
}
