// What a benchmark found out, as plain data: the file that the page saves and opens again.
import * as v from 'valibot';

/** Raised when old files can no longer be read. */
export const SCHEMA_VERSION = 1;

const measure = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Shape = v.array(count);

const Timing = v.strictObject({ median: measure, p10: measure, p90: measure });

const Layer = v.strictObject({
  name: v.string(),
  op: v.string(),
  /** Multiply-adds. */
  macs: count,
  /** Bytes of inputs, weights and outputs, each once. */
  bytesMoved: count,
  durationMs: measure,
  kernel: v.string(),
  variant: v.string(),
  outputShape: Shape,
});

const Network = v.strictObject({
  name: v.string(),
  family: v.string(),
  /** MobileNet's width multiplier and input side in pixels; null for other networks. */
  alpha: v.nullable(measure),
  rho: v.nullable(measure),
  macs: count,
  parameters: count,
  warmUp: count,
  runs: count,
  inferenceMs: Timing,
  /** The same on the CPU, beside a GPU; null where it was not measured, as in older files. */
  cpuMs: v.optional(v.nullable(Timing), null),
  /** Network in memory → first answer, with a new device each time; null where it was not measured. */
  coldStart: v.nullable(v.strictObject({ repeats: count, ms: Timing })),
  /** Bytes on the GPU. */
  held: v.strictObject({ slots: count, weights: count, params: count }),
  pipelines: count,
  /** Null without timestamps. */
  layers: v.nullable(v.array(Layer)),
});

const LayerShape = v.strictObject({
  layers: v.array(v.string()),
  /** In words: `conv 3×3 / 2, 224×224×3 → 112×112×8`. */
  shape: v.string(),
  macs: count,
  chosen: v.string(),
  /** The fastest first; medians. */
  variants: v.array(v.strictObject({ variant: v.string(), ms: measure })),
});

const VariantTable = v.strictObject({
  network: v.string(),
  runs: count,
  shapes: v.array(LayerShape),
  /** Shapes that the network has, those without multiply-adds too; `seen` of them were timed. */
  seen: count,
  of: count,
});

const Peer = v.strictObject({
  network: v.string(),
  runtime: v.string(),
  version: v.string(),
  /** From input in memory to outputs in memory; null where it did not run. */
  inferenceMs: v.nullable(Timing),
  /** Ours, timed the same way, in the same turns. */
  ownMs: v.nullable(Timing),
  /** The largest difference from our answers over the largest value. */
  difference: v.nullable(measure),
  failure: v.nullable(v.string()),
});

const Results = v.strictObject({
  schemaVersion: v.literal(SCHEMA_VERSION),
  status: v.picklist(['running', 'finished', 'cancelled', 'failed']),
  /** What ended it, when it failed. */
  failure: v.nullable(v.string()),
  /** ISO 8601, when the run began. */
  date: v.pipe(v.string(), v.isoTimestamp()),
  setting: v.picklist(['small', 'full']),
  userAgent: v.string(),
  adapter: v.strictObject({
    vendor: v.string(),
    architecture: v.string(),
    description: v.string(),
    kind: v.picklist(['hardware', 'software']),
  }),
  /** Null without timestamps, and until they are measured. */
  peaks: v.nullable(v.strictObject({ flopsPerSecond: measure, bytesPerSecond: measure })),
  networks: v.array(Network),
  variants: v.array(VariantTable),
  peers: v.array(Peer),
});

export type BenchmarkResults = v.InferOutput<typeof Results>;
export type NetworkResult = v.InferOutput<typeof Network>;
export type LayerResult = v.InferOutput<typeof Layer>;
export type VariantTableResult = v.InferOutput<typeof VariantTable>;
export type PeerResult = v.InferOutput<typeof Peer>;
export type TimingResult = v.InferOutput<typeof Timing>;
export type Setting = BenchmarkResults['setting'];

/** A file is no result of this benchmark. */
export class ResultsError extends Error {
  override readonly name = 'ResultsError';
}

/** Reads a saved result. @throws ResultsError that says what is wrong, and where */
export function parseResults(text: string): BenchmarkResults {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ResultsError(`This is not a JSON file: ${reason}`);
  }
  const version = data instanceof Object && 'schemaVersion' in data ? data.schemaVersion : null;
  if (version === null) {
    throw new ResultsError('This JSON file is no result of this benchmark: no schemaVersion.');
  }
  if (version !== SCHEMA_VERSION) {
    throw new ResultsError(
      `This file has version ${JSON.stringify(version)} of the format; this page reads version ${SCHEMA_VERSION}.`,
    );
  }
  const parsed = v.safeParse(Results, data);
  if (parsed.success) return parsed.output;
  const [first] = parsed.issues;
  const others = parsed.issues.length - 1;
  const more = others > 0 ? ` (and ${others} more)` : '';
  throw new ResultsError(
    `This result is damaged at ${v.getDotPath(first) ?? 'its top'}: ${first.message}${more}.`,
  );
}

/** The text of a file that `parseResults` reads. */
export function printResults(results: BenchmarkResults): string {
  return `${JSON.stringify(results, null, 2)}\n`;
}
