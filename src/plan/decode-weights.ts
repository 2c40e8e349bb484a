// Decoding of pruned and shared weights on the GPU: shaders/decode-weights.wgsl. No kernel: it runs once, when a model
// is loaded, and only what the file holds crosses to the GPU.
import { foldGrid, type WeightLayout, type Workgroups } from '../kernels/kernel';
import { encodeParams } from '../kernels/params';
import { linkShader, type Shader } from '../kernels/shader';
import { decodeWeights as shader } from '../kernels/shaders.gen';
import { CODES_PER_RUN, type CodedWeights } from '../tensor/coded-weights';
import { ceilDiv } from '../util/math';

/** All that the dispatch needs except buffers: coded weights, the packed ones, Params. */
export interface WeightDecoding {
  readonly shader: Shader;
  readonly id: string;
  readonly code: string;
  readonly overrides: Readonly<Record<string, number>>;
  readonly params: ArrayBuffer;
  readonly workgroups: Workgroups;
  /** Bytes of the packed weights. */
  readonly byteLength: number;
  /** Codebook, positions of the runs, codes, gaps. */
  readonly coded: Uint32Array<ArrayBuffer>;
}

/** A run of codes is decoded by one workgroup, 8 codes an invocation. */
const WG = CODES_PER_RUN / 8;

/** How coded weights become packed ones. */
export function decodeInto(layout: WeightLayout, weights: CodedWeights): WeightDecoding {
  const { codebook, codes, gaps, runStarts } = weights;
  const startsAt = codebook.length;
  const codesAt = startsAt + runStarts.length;
  const gapsAt = codesAt + ceilDiv(codes.length, 4);
  const coded = new Uint32Array(gapsAt + ceilDiv(gaps.length, 4));
  const bytes = new Uint8Array(coded.buffer);
  new Float32Array(coded.buffer).set(codebook);
  coded.set(runStarts, startsAt);
  bytes.set(codes, 4 * codesAt);
  bytes.set(gaps, 4 * gapsAt);
  return {
    shader,
    id: `${shader.stem}__wg${WG}`,
    code: linkShader(shader, {}, { WG }),
    overrides: {},
    params: encodeParams(shader, {
      code_count: codes.length,
      starts_at: startsAt,
      codes_at: codesAt,
      gaps_at: gapsAt,
      taps: layout.taps,
      inputs: layout.inputs,
      lanes: layout.lanes,
      x_words: layout.xWords,
    }),
    workgroups: foldGrid(Math.max(runStarts.length, 1)),
    byteLength: 4 * layout.length,
    coded,
  };
}
