// Places in a network's memory: those that are given back, and what is made of a tensor once.
import { describe, expect, it } from 'vitest';
import { f32Tensor } from '../../tensor/tensor';
import { LINE, SimdMemory } from './simd-memory';

const memory = () => new SimdMemory(new WebAssembly.Memory({ initial: 0, maximum: 64 }));

describe('places', () => {
  it('begin at lines, and are zeros', () => {
    const own = memory();
    const places = [12, 100, 4].map((bytes) => own.allocate(bytes));
    expect(places).toEqual([0, LINE, 3 * LINE]);
    expect([...own.numbers(0, 3)]).toEqual([0, 0, 0]);
  });

  it('that were given back are taken first, as zeros again', () => {
    const own = memory();
    const [first, , last] = [256, 64, 64].map((bytes) => own.allocate(bytes));
    own.numbers(first ?? 0, 64).fill(7);
    own.free(first ?? 0, 256);
    const [small, other, large] = [100, 128, 64].map((bytes) => own.allocate(bytes));
    expect([small, other]).toEqual([0, 128]);
    expect(large).toBe((last ?? 0) + 64);
    expect(new Set(own.numbers(0, 64))).toEqual(new Set([0]));
  });

  it('side by side become one, whichever is given back first', () => {
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
    ]) {
      const own = memory();
      const places = [64, 60, 128].map((bytes) => ({ at: own.allocate(bytes), bytes }));
      const end = own.allocate(4);
      for (const index of order) own.free(places[index]?.at ?? 0, places[index]?.bytes ?? 0);
      expect(own.allocate(256)).toBe(0);
      expect(own.allocate(4)).toBe(end + LINE);
    }
  });

  it('at the end make the memory smaller', () => {
    const own = memory();
    const [first, second] = [100, 200].map((bytes) => own.allocate(bytes));
    own.free(first ?? 0, 100);
    own.free(second ?? 0, 200);
    expect(own.bytes).toBe(0);
  });

  it('that are lent are given back', () => {
    const own = memory();
    own.allocate(64);
    let lent = -1;
    own.borrow(1000, (at) => {
      lent = at;
    });
    expect([lent, own.bytes]).toEqual([64, 64]);
  });
});

describe('what is made of a tensor', () => {
  it('is made once for each layout', () => {
    const own = memory();
    const tensor = f32Tensor([3], Float32Array.of(1, 2, 3));
    const place = own.hold(tensor, 4);
    expect([...own.numbers(place, 4)]).toEqual([1, 2, 3, 0]);
    expect(own.hold(tensor, 4)).toBe(place);
    expect(own.hold(tensor, 8)).not.toBe(place);
    expect(own.hold(f32Tensor([3], Float32Array.of(1, 2, 3)), 4)).not.toBe(place);
  });

  it('is zeros of its own where there is no tensor', () => {
    const own = memory();
    expect(own.hold(undefined, 4)).not.toBe(own.hold(undefined, 4));
  });
});
