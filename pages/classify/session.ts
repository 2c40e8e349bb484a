// What computes, a GPU or the CPU where there is none, and the network on it: opened, changed, cancelled. A device that is lost is
// the library's to open again.
import { signal } from '@preact/signals';
import {
  type AdapterDescription,
  createRuntime,
  type KindlingError,
  type LoadedModel,
  type ModelReport,
  type Runtime,
  type RuntimeOptions,
} from '../../src/index';
import { openModel } from './model-file';
import { EMBEDDED, type Network } from './networks';

/** What is going on with the network. */
export type Activity =
  | { readonly kind: 'opening' }
  | {
      readonly kind: 'downloading';
      readonly network: Network;
      readonly loaded: number;
      readonly total: number;
    }
  | { readonly kind: 'preparing'; readonly network: Network }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly network: Network; readonly error: unknown };

/** A network on the device. */
export interface Loaded {
  readonly network: Network;
  readonly model: LoadedModel;
  readonly report: ModelReport;
  /** What the page had to assume of a file that does not say how it sees pictures; null where it says so. */
  readonly assumption: string | null;
}

/** What may be asked to compute. */
export type AskedBackend = NonNullable<RuntimeOptions['backend']>;

/**
 * What the address asks for; else 'auto'. The first answer is what a visit waits for: on a GPU 'fastest' would find what 'auto' says
 * without timing, and before that load the CPU's kernels, compile for both and compute some twenty times.
 */
export function askedBackend(search: string): AskedBackend {
  const asked = new URLSearchParams(search).get('backend');
  return asked === 'webgpu' || asked === 'cpu' || asked === 'fastest' ? asked : 'auto';
}

/** What computes, and at most one network on it. */
export class Session {
  readonly adapter = signal<AdapterDescription | null>(null);
  /** Why the CPU computes; null where a GPU does. */
  readonly fallback = signal<KindlingError | null>(null);
  readonly activity = signal<Activity>({ kind: 'opening' });
  readonly loaded = signal<Loaded | null>(null);
  /** How often the device was lost and another one took its place. */
  readonly losses = signal(0);
  readonly asked: AskedBackend;
  #runtime: Promise<Runtime> | null = null;
  #loading = new AbortController();

  constructor(asked: AskedBackend) {
    this.asked = asked;
  }

  /** Loads another network; the one before stays in use until this one is ready. Never rejects: see `activity`. */
  async choose(network: Network): Promise<void> {
    this.#loading.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.activity.value = this.adapter.value ? begun(network) : { kind: 'opening' };
    try {
      const runtime = await this.#open();
      if (loading.signal.aborted) return;
      this.activity.value = begun(network);
      const opened = await openModel(runtime, network, {
        signal: loading.signal,
        onProgress: ({ loaded, total }) => {
          if (loading.signal.aborted) return;
          this.activity.value =
            loaded < total
              ? { kind: 'downloading', network, loaded, total }
              : { kind: 'preparing', network };
        },
      });
      this.#use({ network, ...opened, report: opened.model.inspect() }, loading.signal);
    } catch (error) {
      // Whoever aborted says what comes next.
      if (!loading.signal.aborted) this.activity.value = { kind: 'failed', network, error };
    }
  }

  /** Stops a download; what was in use stays so. */
  cancel(): void {
    this.#loading.abort();
    if (this.loaded.value) this.activity.value = { kind: 'ready' };
    else void this.choose(EMBEDDED);
  }

  #use(loaded: Loaded, signal: AbortSignal): void {
    if (signal.aborted) {
      loaded.model.dispose();
      return;
    }
    this.loaded.value?.model.dispose();
    this.loaded.value = loaded;
    this.adapter.value = loaded.model.adapter;
    this.activity.value = { kind: 'ready' };
  }

  #open(): Promise<Runtime> {
    this.#runtime ??= this.#create();
    return this.#runtime;
  }

  async #create(): Promise<Runtime> {
    try {
      const runtime = await createRuntime({
        backend: this.asked,
        onDeviceLost: 'replay',
        onDeviceReplaced: () => {
          this.adapter.value = this.loaded.value?.model.adapter ?? runtime.adapter;
          this.losses.value++;
        },
      });
      this.adapter.value = runtime.adapter;
      this.fallback.value = runtime.fallbackReason;
      void runtime.lost.then((error) => this.#giveUp(error));
      return runtime;
    } catch (error) {
      this.#runtime = null; // the next attempt asks the browser anew
      throw error;
    }
  }

  /** There is no other device; the next attempt asks the browser anew. */
  #giveUp(error: unknown): void {
    const network = this.#currentNetwork();
    this.#runtime = null;
    if (this.loaded.value?.model.backend === 'cpu') return; // it goes on without a device
    this.#loading.abort();
    this.loaded.value = null;
    this.activity.value = { kind: 'failed', network, error };
  }

  #currentNetwork(): Network {
    const activity = this.activity.value;
    return 'network' in activity ? activity.network : (this.loaded.value?.network ?? EMBEDDED);
  }
}

/** What is shown until the first bytes come. */
function begun(network: Network): Activity {
  const isDownload = typeof network.source === 'string' && network.byteLength > 0;
  return isDownload
    ? { kind: 'downloading', network, loaded: 0, total: network.byteLength }
    : { kind: 'preparing', network };
}
