// A model on a device by a plan that keeps all values. Loaded by those who look at them.
import type { Executor } from '../gpu/executor';
import { unpackPort } from '../plan/unpack-port';
import type { Tensor } from '../tensor/tensor';
import type { Feeds, Kept } from './backend';
import { sortedFeeds, writeNumbers } from './gpu-feeds';

/** The values of one inference, in the slots of their plan. */
export class GpuKept implements Kept {
  readonly #executor: Executor;

  /** The executor's outputs are all values; it ends with this. */
  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async run(feeds: Feeds): Promise<void> {
    writeNumbers(this.#executor, sortedFeeds(feeds).numbers);
    await this.#executor.run([]);
  }

  async value(name: string): Promise<Tensor> {
    const port = this.#executor.plan.outputs.find((output) => output.name === name);
    if (!port) throw new RangeError(`The plan keeps no value "${name}".`);
    const [bytes = new ArrayBuffer(0)] = await this.#executor.read([{ output: name }]);
    return unpackPort(port, bytes);
  }

  destroy(): void {
    this.#executor.destroy();
  }
}
