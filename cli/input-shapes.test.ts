// What `--input-shape` says.
import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments';
import { INPUT_SHAPE_OPTION, withInputShapes } from './input-shapes';

const FILE = { name: 'm.onnx', bytes: new Uint8Array() };

function read(...texts: string[]) {
  const raw = texts.flatMap((text) => ['--input-shape', text]);
  const rules = { repeatable: ['input-shape'] };
  return withInputShapes(FILE, readArguments(raw, { 'input-shape': INPUT_SHAPE_OPTION }, rules));
}

describe('withInputShapes', () => {
  it('leaves a file as it is where nothing is said', () => {
    expect(read()).toBe(FILE);
  });

  it('takes sizes of several inputs, whatever they are called', () => {
    const shapes = [
      ['x', [1, 3, 8, 8]],
      ['a=b', [2]],
      ['__proto__', [4]],
    ];
    expect(Object.entries(read('x=1,3,8,8', 'a=b=2', '__proto__=4').inputs ?? {})).toEqual(shapes);
  });

  it.each(['1,3,8,8', '=1,3', 'x=', 'x=1,,3', 'x=0,3', 'x=-1', 'x=1.5', 'x=a'])(
    'refuses %s',
    (text) => {
      expect(() => read(text)).toThrow('--input-shape is like x=1,3,512,512');
    },
  );
});
