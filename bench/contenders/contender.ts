// What a runtime has to do to be timed beside ours.
import type { Model } from '../../src/index';

/** Runtimes that `--peers` knows. */
export type PeerName =
  | 'ort-webgpu'
  | 'ort-wasm'
  | 'ort-native-webgpu'
  | 'tfjs-webgpu'
  | 'litert-webgpu'
  | 'litert-wasm';

/** The network that all contenders compute. */
export interface Contest {
  /** The model file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The model as our reader made it of the file; null in a fresh page, which has no reader of ours. */
  readonly model: Model | null;
  /** The model as an ONNX file of our writer. */
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** Inputs by name, in the model's own axis order, which `shapes` has too. */
  readonly inputs: Readonly<Record<string, Float32Array<ArrayBuffer>>>;
  readonly inputShapes: Readonly<Record<string, readonly number[]>>;
  /** The model's outputs, in order, in its own axis order. */
  readonly outputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** A network in another runtime, ready to run. */
export interface OpenContest {
  /** One inference: uploads the inputs, computes, and brings all outputs back. */
  run(): Promise<Float32Array[]>;
  dispose(): void | Promise<void>;
}

/** What contenders find on `globalThis`, and where they put themselves. */
export interface ContenderGlobals {
  contenders?: Record<string, Contender>;
}

/** How far answers may be from ours, of the largest value, for a time to count. */
export const AGREEMENT = 1e-3;

/** Another runtime in the page, or in Node. */
export interface Contender {
  /**
   * Loads the runtime's own code. `folders` are URLs of its packages, in Node paths, in the order of `PEERS`. On the CPU it has so many threads;
   * without a number as many as it takes by itself.
   */
  load(folders: readonly string[], threads?: number): Promise<void>;
  /** From the model in memory to a network that can run. @throws where it cannot compute the model */
  open(contest: Contest): Promise<OpenContest>;
  /** How the network that is open was set up, for the report. */
  settings(): string;
}
