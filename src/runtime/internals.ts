// What tools see of a runtime and a model that their users do not.
import { UnsupportedError } from '../errors';
import type { Preprocessing } from '../graph/model';
import type { Picture } from '../image/picture';
import type { TensorData } from '../tensor/tensor';
import type { Placed, Read } from './backend';
import type { Host } from './host';
import type { Resident } from './resident';

/** Behind a loaded model. */
export interface ModelInternals {
  readonly host: Host;
  readonly resident: Resident;
  /** Works where the model is until the signal aborts; on another device again, where that is asked for. */
  readonly attempt: <T>(
    signal: AbortSignal | undefined,
    work: (placed: Placed) => Promise<T>,
  ) => Promise<T>;
  /** Reads of an inference on a picture, in the model's turn. @throws TensorError, ImageError; what a run throws */
  readonly ofPicture: (
    picture: Picture,
    reads: readonly Read[],
    signal: AbortSignal | undefined,
  ) => Promise<TensorData[]>;
  /** How a picture becomes the first input. @throws TensorError when nothing says it */
  readonly preprocessing: () => Preprocessing;
}

const models = new WeakMap<object, ModelInternals>();
const hosts = new WeakMap<object, Host>();

/** Keeps what is behind a model, as long as the model itself is kept. */
export function rememberModel(model: object, internals: ModelInternals): void {
  models.set(model, internals);
}

/** Keeps what is behind a runtime. */
export function rememberRuntime(runtime: object, host: Host): void {
  hosts.set(runtime, host);
}

/** What is behind a model. @throws UnsupportedError for what no runtime of this copy of the library has loaded */
export function behindModel(model: object): ModelInternals {
  return models.get(model) ?? refuse('model');
}

/** What is behind a runtime. @throws UnsupportedError as `behindModel` does */
export function behindRuntime(runtime: object): Host {
  return hosts.get(runtime) ?? refuse('runtime');
}

function refuse(what: string): never {
  throw new UnsupportedError(
    `This ${what} is none of this copy of Kindling: import the tools from the package that made it.`,
  );
}
