// Long runs in turns: one submit after the other, so that others have the device in between. Loaded for plans that have turns.
import { type Gpu, whileAlive } from './device';
import { type Submission, submit } from './submit';

/** The runs of one executor, which share its slots: one goes whole before the next begins. */
export class InTurns {
  readonly #check: () => void;
  #hurry: () => void = () => undefined;

  /** @param check throws once nothing may be submitted any more */
  constructor(check: () => void) {
    this.#check = check;
  }

  /** Submits at once what is left of the run under way. */
  hurry(): void {
    this.#hurry();
  }

  /**
   * `submit`, with a submit for each encoder, of which one is awaited before the next. The first one is made before this
   * returns. Where another run comes meanwhile, the rest goes in one submit ahead of it.
   * @throws as `submit` does; the signal's reason where something was left to submit
   */
  async submit(gpu: Gpu, what: string, submission: Submission): Promise<ArrayBuffer[]> {
    this.#hurry();
    const { label, encode, signal } = submission;
    const left = [...encode];
    let rest: Promise<ArrayBuffer[]> | null = null;
    const finish = () => {
      rest ??= submit(gpu, what, { ...submission, encode: left });
      rest.catch(() => undefined); // whoever hurries does not wait for it
      return rest;
    };
    this.#hurry = () => void finish();
    const { queue } = gpu.device;
    try {
      while (left.length > 1 && rest === null) {
        await submit(gpu, what, { label, encode: left.splice(0, 1) });
        await whileAlive(gpu, queue.onSubmittedWorkDone());
        if (rest !== null) break;
        this.#check();
        signal?.throwIfAborted();
      }
    } catch (error) {
      rest = Promise.reject(error);
    }
    return finish();
  }
}
