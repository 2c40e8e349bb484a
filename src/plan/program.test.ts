// What makes a pipeline another one.
import { expect, it } from 'vitest';
import { type PipelineSpec, pipelineKey } from './program';

const SPEC: PipelineSpec = {
  id: 'softmax__wg64',
  shader: 'softmax',
  entryPoint: 'softmax',
  bindings: ['storage'],
  overrides: { WG_X: 64, WG_Y: 1 },
  code: '',
};

it('pipelines are told apart by id and overrides, whatever order these are given in', () => {
  const reordered = { ...SPEC, overrides: { WG_Y: 1, WG_X: 64 } };
  expect(pipelineKey(reordered)).toBe(pipelineKey(SPEC));
  const others = [
    { ...SPEC, id: 'softmax__wg1' },
    { ...SPEC, overrides: { WG_X: 1, WG_Y: 64 } },
    { ...SPEC, overrides: { WG_X: 64, WG_Y: 2 } },
    { ...SPEC, overrides: { WG_X: 64 } },
  ];
  const keys = [SPEC, ...others].map(pipelineKey);
  expect(new Set(keys).size).toBe(keys.length);
});
