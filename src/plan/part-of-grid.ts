// A pipeline that computes a part of its grid: WebGPU's dispatches all begin at workgroup 0, so that Params tell where.
import type { Workgroups } from '../kernels/kernel';
import { roundUp } from '../util/math';
import type { PlanPipeline } from './plan';

/** In front of the Params of the whole; a multiple of what any field of them is aligned to. */
const PART_BYTES = 32;
/** What a struct with a vector of three is aligned to. */
const ALIGNMENT = 16;

/** What each builtin value is in the whole grid, by what it is in the part. */
const WHOLE = {
  workgroup_id: (name: string) => `${name}+params.grid_part.first`,
  num_workgroups: () => 'params.grid_part.grid',
  global_invocation_id: (name: string, workgroup: string) =>
    `${name}+params.grid_part.first*vec3u(${workgroup})`,
} as const;

/**
 * The pipeline with an entry that takes its place in the whole grid from `partParams`. Shaders name their Params `params`,
 * and have no other entry.
 */
export function partOfGrid(pipeline: PlanPipeline): PlanPipeline {
  const { id, code, entryPoint } = pipeline;
  const [, size = ''] = /@workgroup_size\(([^)]*)\)/.exec(code) ?? [];
  const [x = '1', y = '1', z = '1'] = size.split(',').filter(Boolean);
  let inner = '';
  const entry = code.indexOf(`fn ${entryPoint}(`);
  const head = code
    .slice(0, entry)
    .replace(
      /struct Params\s*{/,
      'struct GridPart{first:vec3u,grid:vec3u,}\nstruct Params{grid_part:GridPart,',
    );
  const signature = /@builtin\((\w+)\)\s*(\w+)(\s*:\s*vec3u)/g;
  const body = code
    .slice(entry)
    .replace(signature, (text, builtin: string, name: string, type: string) => {
      if (!(builtin in WHOLE)) return text;
      const own = `${name}_in_part`;
      inner += `let ${name}=${WHOLE[builtin as keyof typeof WHOLE](own, `${x},${y},${z}`)};\n`;
      return `@builtin(${builtin})${own}${type}`;
    })
    .replace(/\)\s*{/, (text) => `${text}${inner}`);
  return { ...pipeline, id: `${id}__part`, code: head + body };
}

/** Params of a part: its first workgroup, the whole grid, then the Params of the whole. */
export function partParams(first: Workgroups, grid: Workgroups, params: ArrayBuffer): ArrayBuffer {
  const bytes = new Uint8Array(roundUp(PART_BYTES + params.byteLength, ALIGNMENT));
  const numbers = new Uint32Array(bytes.buffer, 0, PART_BYTES / 4);
  numbers.set(first, 0);
  numbers.set(grid, 4);
  bytes.set(new Uint8Array(params), PART_BYTES);
  return bytes.buffer;
}
