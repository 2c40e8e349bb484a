// Decoding of pruned and shared weights on the GPU (arXiv:1510.00149): shaders/decode-weights.wgsl. No kernel: it runs once, when a
// model is loaded, and only what the file holds crosses to the GPU. Loaded only for files that hold codes.
import { foldGrid, type WeightLayout } from '../kernels/kernel';
import { encodeParams } from '../kernels/params';
import { linkShader } from '../kernels/shader';
import { CODES_PER_RUN, type CodedWeights, FILLER } from '../tensor/coded-weights';
import { ceilDiv } from '../util/math';
import { decodeWeights as shader } from './decoding-shaders.gen';
import type { PlanPipeline } from './plan';
import {
  type Constant,
  ParamsCollector,
  type PipelineSpec,
  type Program,
  pipelineOf,
  type Step,
} from './program';

/** A run of codes is decoded by one workgroup, 8 codes an invocation. */
const WG = CODES_PER_RUN / 8;

/** A constant of a plan that is decoded. */
export interface DecodedWeights {
  readonly name: string;
  /** Its index among the plan's constants. */
  readonly constant: number;
  readonly weights: CodedWeights;
  /** As it comes to lie. */
  readonly layout: WeightLayout;
}

/** What decodes weights. */
export function decodingPipeline(): PlanPipeline {
  const id = `${shader.stem}__wg${WG}`;
  const code = linkShader(shader, {}, { FILLER, WG });
  return { ...pipelineOf(shader, { id, code, overrides: {} }), variant: id };
}

/** One dispatch for each of these constants; `pipeline` is the index of what decodes them. */
export function decodingProgram(
  name: string,
  pipelines: readonly PipelineSpec[],
  pipeline: number,
  decoded: readonly DecodedWeights[],
): Program {
  const constants: Constant[] = [];
  const params = new ParamsCollector();
  const steps = decoded.map(({ name: node, constant, weights, layout }, index): Step => {
    const { words, startsAt, codesAt, gapsAt } = codedWords(weights);
    const numbers = encodeParams(shader, {
      code_count: weights.codes.length,
      starts_at: startsAt,
      codes_at: codesAt,
      gaps_at: gapsAt,
      taps: layout.taps,
      inputs: layout.inputs,
      lanes: layout.lanes,
      x_words: layout.xWords,
    });
    constants.push({ name: node, byteLength: words.byteLength, data: words });
    return {
      node,
      pipeline,
      resources: [
        { kind: 'constant', constant: index },
        { kind: 'outside', name: String(constant) },
        params.add(numbers),
      ],
      workgroups: foldGrid(Math.max(weights.runStarts.length, 1)),
    };
  });
  return { name, pipelines, slots: [], constants, params: params.join(), steps };
}

/** Coded weights as the shader reads them: codebook, positions of the runs, codes, gaps. Places are in words. */
function codedWords({ codebook, codes, gaps, runStarts }: CodedWeights) {
  const startsAt = codebook.length;
  const codesAt = startsAt + runStarts.length;
  const gapsAt = codesAt + ceilDiv(codes.length, 4);
  const words = new Uint32Array(gapsAt + ceilDiv(gaps.length, 4));
  const bytes = new Uint8Array(words.buffer);
  new Float32Array(words.buffer).set(codebook);
  words.set(runStarts, startsAt);
  bytes.set(codes, 4 * codesAt);
  bytes.set(gaps, 4 * gapsAt);
  return { words, startsAt, codesAt, gapsAt };
}
