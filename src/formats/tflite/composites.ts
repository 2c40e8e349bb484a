// Composites: operators that another subgraph of the file computes, whatever they are called. The subgraph's operators take
// their place.
import { UnsupportedError } from '../../errors';
import { MOST_READS, refuseMore } from '../../graph/limits';
import type { Subgraph } from './check-structure';
import { readRootTable } from './flat-table';
import { liveOperators } from './live-operators';
import { COMPOSITE, MODEL } from './schema';
import { type ModelParts, modelParts, subgraphSteps, type TfliteFile } from './tflite-file';
import type { TfliteOperator } from './tflite-operator';
import type { TfliteTensor } from './tflite-tensor';

/** `StableHLOCompositeOptions`, and its code among the options that newer operators have. */
const OPTIONS = { code: 21, slots: { subgraph: 1 } } as const;

/** Where a tensor of a subgraph is among those of the file. */
type PlaceOf = (tensor: number) => number;

/**
 * The file without composites, with a stop ahead of each operator.
 * @throws ModelFormatError for a composite that does not fit its subgraph, or is made of itself
 * @throws UnsupportedError for more operators than a small network has, and a composite that only passes on an output
 */
export function* inlineSteps(
  bytes: Uint8Array,
  file: TfliteFile,
  name: string,
): Generator<void, TfliteFile> {
  const inlining = new Inlining(bytes, file, name);
  for (const operator of liveOperators(file)) {
    yield* inlining.place(operator, (tensor) => tensor, []);
  }
  return inlining.result();
}

/** A file while its composites are replaced. */
class Inlining {
  readonly #bytes: Uint8Array;
  readonly #file: TfliteFile;
  readonly #name: string;
  readonly #parts: ModelParts;
  /** Subgraphs with the operators that their outputs need, by number. */
  readonly #bodies = new Map<number, Subgraph>();
  readonly #tensors: TfliteTensor[];
  readonly #operators: TfliteOperator[] = [];
  /** Tensors of composites that only pass on what they read, or give a constant: what they stand for. */
  readonly #aliases = new Map<number, number>();
  /** Tensors that operators name, which subgraphs within subgraphs multiply. */
  #ends = 0;

  constructor(bytes: Uint8Array, file: TfliteFile, name: string) {
    this.#bytes = bytes;
    this.#file = file;
    this.#name = name;
    this.#parts = modelParts(readRootTable(bytes, MODEL, 'the model'));
    this.#tensors = [...file.tensors];
  }

  /** Adds an operator, or what it is made of; `within` are the subgraphs that it is in. */
  *place(operator: TfliteOperator, placeOf: PlaceOf, within: readonly number[]): Generator<void> {
    yield;
    this.#ends += 1 + operator.inputs.length + operator.outputs.length;
    refuseMore(this.#name, this.#ends, MOST_READS, 'tensors that operators name');
    const placed = {
      ...operator,
      inputs: operator.inputs.map((tensor) => this.#standing(placeOf(tensor))),
      outputs: operator.outputs.map(placeOf),
    };
    if (placed.op === COMPOSITE) yield* this.#inline(placed, within);
    else this.#operators.push(placed);
  }

  /** The file with what was added. */
  result(): TfliteFile {
    if (this.#file.outputs.some((tensor) => this.#aliases.has(tensor))) {
      throw new UnsupportedError(
        `"${this.#name}" has an output that a ${COMPOSITE} only passes on: Kindling cannot do that.`,
      );
    }
    return { ...this.#file, tensors: this.#tensors, operators: this.#operators };
  }

  *#inline(composite: TfliteOperator, within: readonly number[]): Generator<void> {
    const number = bodyOf(composite);
    if (within.includes(number)) throw composite.table.damaged('is made of itself');
    const body = yield* this.#body(number);
    const places = this.#placesOf(composite, body, number);
    const placeOf = (tensor: number) => {
      const known = tensor < 0 ? tensor : places.get(tensor);
      if (known !== undefined) return known;
      const place = this.#added(body.tensors[tensor]);
      places.set(tensor, place);
      return place;
    };
    for (const operator of body.operators) {
      // Messages name the operator that the file has in its place.
      yield* this.place({ ...operator, index: composite.index }, placeOf, [...within, number]);
    }
    body.outputs.forEach((tensor, i) => {
      const place = this.#standing(placeOf(tensor));
      const outer = composite.outputs[i] ?? -1;
      if (place !== outer) this.#aliases.set(outer, place);
    });
  }

  *#body(number: number): Generator<void, Subgraph> {
    const known = this.#bodies.get(number);
    if (known) return known;
    const read = yield* subgraphSteps(this.#bytes, this.#parts, number);
    const body = { ...read, operators: liveOperators(read) };
    this.#bodies.set(number, body);
    return body;
  }

  /** What a composite reads and writes are tensors of its subgraph, too. */
  #placesOf({ inputs, outputs, table }: TfliteOperator, body: Subgraph, number: number) {
    const isAlike = (inner: readonly number[], outer: readonly number[]) =>
      inner.length === outer.length &&
      inner.every((tensor, i) => this.#isAlike(body.tensors[tensor], outer[i] ?? -1));
    if (!isAlike(body.inputs, inputs) || !isAlike(body.outputs, outputs)) {
      throw table.damaged(`is ${COMPOSITE} and does not fit subgraph ${number}`);
    }
    const places = new Map(body.inputs.map((tensor, i) => [tensor, inputs[i] ?? -1]));
    body.outputs.forEach((tensor, i) => {
      const isPassedOn = places.has(tensor) || body.tensors[tensor]?.data;
      if (!isPassedOn) places.set(tensor, outputs[i] ?? -1);
    });
    return places;
  }

  #isAlike(inner: TfliteTensor | undefined, outer: number): boolean {
    return outer < 0 || inner?.type === this.#tensors[outer]?.type;
  }

  #added(tensor: TfliteTensor | undefined): number {
    const index = this.#tensors.length;
    if (tensor) this.#tensors.push({ ...tensor, index });
    return index;
  }

  #standing(tensor: number): number {
    return this.#aliases.get(tensor) ?? tensor;
  }
}

/** The number of the subgraph that computes a composite. */
function bodyOf({ table }: TfliteOperator): number {
  const options = table.table(
    'furtherOptions',
    OPTIONS.slots,
    (operator) => `the options of ${operator}`,
  );
  if (!options || table.uint8('furtherOptionsType') !== OPTIONS.code) {
    throw table.damaged(`is ${COMPOSITE} and does not say which subgraph computes it`);
  }
  return options.int32('subgraph');
}
