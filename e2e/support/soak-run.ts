// Many inferences over several models on one device, two in flight, with loads and disposals between.
import { createRuntime, type LoadedModel, type ModelSource, type Runtime } from '../../src/index';
import { densenet, mobilenetV1 } from '../../src/models/index';

/** How far a soak is. */
export interface SoakState {
  readonly inferences: number;
  /** Inferences whose numbers were not, bit for bit, those of the model's first one. */
  readonly different: number;
  readonly loads: number;
}

interface Contender {
  readonly source: () => ModelSource;
  readonly input: Float32Array<ArrayBuffer>;
  model: LoadedModel;
  /** Of the first inference. */
  first: Float32Array | null;
}

/** Inferences between two loads. */
const RELOAD_EVERY = 50;
const IN_FLIGHT = 2;

/** The soak that goes on in this page. */
let soak: { readonly runtime: Runtime; readonly contenders: readonly Contender[] } | null = null;
const state = { inferences: 0, different: 0, loads: 0 };

/** Loads three networks. */
export async function openSoak(): Promise<void> {
  const runtime = await createRuntime();
  const sources: readonly (() => ModelSource)[] = [
    () => 'fashion-squeezenet',
    () => mobilenetV1({ alpha: 0.25, rho: 32, classes: 10 }),
    () => densenet({ depth: 40, growthRate: 6, blocks: [2, 2], inputSize: 16 }),
  ];
  const contenders: Contender[] = [];
  for (const source of sources) {
    const model = await runtime.load(source());
    const count = (model.inputs[0]?.shape ?? []).reduce((a, b) => a * b, 1);
    const input = Float32Array.from({ length: count }, (_, i) => Math.sin(i));
    contenders.push({ source, input, model, first: null });
  }
  soak = { runtime, contenders };
}

/** Goes on until so many inferences are done in all. */
export async function soakUntil(inferences: number): Promise<SoakState> {
  const open = opened();
  let begun = state.inferences;
  const worker = async () => {
    while (begun < inferences) {
      const index = begun++;
      const contender = open.contenders[index % open.contenders.length];
      if (!contender) throw new Error('A soak needs networks.');
      if (index % RELOAD_EVERY === 0) {
        await reload(open.runtime, contender);
        state.loads++;
      }
      await infer(contender);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return { ...state };
}

/** Loads all networks anew, so that what they hold can be counted: no staging buffer is among it. */
export async function renewSoak(): Promise<void> {
  const { runtime, contenders } = opened();
  for (const contender of contenders) await reload(runtime, contender);
}

/** Frees all. */
export function closeSoak(): void {
  opened().runtime.dispose();
  soak = null;
}

async function reload(runtime: Runtime, contender: Contender): Promise<void> {
  const old = contender.model;
  contender.model = await runtime.load(contender.source());
  // What the other worker has under way on it ends.
  old.dispose();
}

async function infer(contender: Contender): Promise<void> {
  const { model, input } = contender;
  const [name] = model.inputs.map((each) => each.name);
  const results = await model.run({ [name ?? '']: input }).catch((error: unknown) => {
    // The other worker has loaded the network anew meanwhile.
    if (contender.model !== model && String(error).includes('was disposed')) return null;
    throw error;
  });
  if (!results) return infer(contender);
  const values = results[model.outputs.at(-1)?.name ?? '']?.data ?? new Float32Array();
  contender.first ??= values;
  state.inferences++;
  if (!isSame(values, contender.first)) state.different++;
}

function isSame(a: Float32Array, b: Float32Array): boolean {
  return a.length > 0 && a.length === b.length && a.every((value, index) => value === b[index]);
}

function opened() {
  if (!soak) throw new Error('No soak is open: call openSoak first.');
  return soak;
}
