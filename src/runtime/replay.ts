// Another device for a lost one: models are made ready again, and what was under way is done again. Loaded only when it is
// asked for.
import { DeviceLostError } from '../errors';
import type { Backend, Borrow, ModelParts, Placed } from './backend';
import type { Host, Recovery } from './host';
import type { Failure, Resident } from './resident';

/** How often one call is done again: a network that costs the device each time is at fault itself. */
const MOST_REPLAYS = 3;
/** How many devices may be lost in a row with nothing done on them. */
const MOST_LOSSES = 5;
/** How often a device is asked for; a browser may take a second to start its GPU process again. */
const MOST_REQUESTS = 5;
/** Before the second request, ms; twice as long before each other one. */
const FIRST_PAUSE_MS = 100;

/** What `createRuntime` was told. */
interface ReplayOptions {
  /** The caller's own. */
  readonly device?: GPUDevice;
  readonly onDeviceReplaced?: () => void;
}

/** Opens the device again whenever it is lost, until that is hopeless. */
export class Replay implements Recovery {
  readonly lost: Promise<DeviceLostError>;
  readonly #host: Host;
  /** Null for a device of the caller's own. */
  readonly #open: (() => Promise<Backend>) | null;
  readonly #tellReplaced: () => void;
  #tellLost: (error: DeviceLostError) => void = () => undefined;
  #recovering: Promise<void> | null = null;
  #end: DeviceLostError | null = null;
  /** Devices lost since anything was done. */
  #losses = 0;

  /** `open` opens a device like the lost one. */
  constructor(host: Host, options: ReplayOptions, open: () => Promise<Backend>) {
    this.#host = host;
    this.#open = options.device ? null : open;
    this.#tellReplaced = options.onDeviceReplaced ?? (() => undefined);
    this.lost = new Promise((resolve) => {
      this.#tellLost = resolve;
    });
    this.#watch(host.backend);
  }

  /** @throws DeviceLostError when there is no other device, or too many were lost under the work; what the work throws */
  async attempt<T>(work: () => Promise<T>): Promise<T> {
    for (let replays = 0; ; replays++) {
      await this.#recovering;
      const { backend } = this.#host;
      try {
        const result = await work();
        this.#losses = 0;
        return result;
      } catch (error) {
        if (!(error instanceof DeviceLostError) || replays === MOST_REPLAYS) throw error;
        await this.#recover(backend, error);
      }
    }
  }

  /** Models are made ready at once, not when the next call comes. */
  #watch(backend: Backend): void {
    backend.lost.then((error) => this.#recover(backend, error)).catch(() => undefined);
  }

  async #recover(backend: Backend, loss: DeviceLostError): Promise<void> {
    if (this.#end) throw this.#end;
    if (this.#host.backend !== backend) return; // another call saw it first
    this.#recovering ??= this.#reopen(loss).finally(() => {
      this.#recovering = null;
    });
    await this.#recovering;
  }

  async #reopen(loss: DeviceLostError): Promise<void> {
    let reason: unknown = null;
    this.#losses++;
    const requests = this.#losses > MOST_LOSSES ? 0 : MOST_REQUESTS;
    for (let request = 0; this.#open && request < requests; request++) {
      if (request > 0) await pause(FIRST_PAUSE_MS * 2 ** (request - 1));
      if (this.#host.isClosed) break;
      try {
        await this.#moveTo(await this.#open());
        return;
      } catch (error) {
        reason = error;
      }
    }
    this.#end = this.#host.isClosed ? loss : new DeviceLostError(this.#whyEnded(loss, reason));
    this.#tellLost(this.#end);
    throw this.#end;
  }

  #whyEnded(loss: DeviceLostError, reason: unknown): string {
    if (!this.#open) {
      return `${loss.message} It was not opened again, since it is the caller's own.`;
    }
    return reason === null
      ? `${loss.message} ${this.#losses} devices were lost in a row. Create a new runtime.`
      : `${loss.message} No other one could be opened: ${reason}`;
  }

  /** Places every model; those that are loaded meanwhile too, since a set is iterated to its end. */
  async #moveTo(backend: Backend): Promise<void> {
    const host = this.#host;
    const places = new Map<Resident, Placed | Failure>();
    try {
      for (const resident of host.residents) {
        places.set(resident, await this.#placeAgain(backend, resident.parts, places));
      }
      if (host.isClosed) throw new DeviceLostError('The runtime was disposed; create a new one.');
    } catch (error) {
      for (const place of places.values()) if (!('failure' in place)) place.destroy();
      backend.close();
      throw error;
    }
    for (const [resident, place] of places) resident.move(place);
    host.moveTo(backend);
    this.#watch(backend);
    queueMicrotask(this.#tellReplaced); // what it throws is the page's, and no reason to open yet another device
  }

  /** A model that another device cannot hold fails alone. */
  async #placeAgain(
    backend: Backend,
    parts: ModelParts,
    places: ReadonlyMap<Resident, Placed | Failure>,
  ): Promise<Placed | Failure> {
    // What was measured is known by now, and is not measured again while calls wait.
    const tuning = parts.tuning && { mode: 'cached' as const, budgetMs: 0 };
    const quiet = { signal: undefined, onCompiling: undefined };
    const { borrow: borrowFrom } = parts;
    // Of models that lie on no device any more, but already on this one.
    const borrow: Borrow | undefined = borrowFrom && ((device) => borrowFrom(device, places));
    try {
      return await backend.place({ ...parts, ...quiet, tuning, borrow });
    } catch (failure) {
      if (failure instanceof DeviceLostError) throw failure;
      return { failure };
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
