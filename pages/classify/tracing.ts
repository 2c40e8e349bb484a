// The values of all layers for the still picture that is shown: computed when a layer is first looked at.

import { computed, effect, type ReadonlySignal, untracked } from '@preact/signals';
import type { Tensor } from '../../src/models/index';
import type { Trace } from '../../src/tools/index';
import { trace } from '../../src/tools/index';
import type { Loaded, Session } from './session';
import type { Viewing } from './viewing';

/** What is traced. */
interface Subject {
  readonly loaded: Loaded;
  readonly blob: Blob;
}

/** At most one trace, of the network in use and the picture that is shown. */
export class Tracing {
  /** Another object for another picture or network; null while there is none. */
  readonly picture: ReadonlySignal<Subject | null>;
  #trace: Promise<Trace> | null = null;

  constructor(session: Session, viewing: Viewing) {
    this.picture = computed(() => {
      session.losses.value; // what a trace held was on the device that is gone
      const loaded = session.loaded.value;
      const subject = viewing.subject.value;
      return loaded && subject?.kind === 'still' ? { loaded, blob: subject.blob } : null;
    });
    effect(() => {
      this.picture.value;
      untracked(() => this.#forget());
    });
  }

  /** What a layer gives for the picture; null without one. @throws what `trace` throws */
  async value(layer: string): Promise<Tensor | null> {
    const subject = this.picture.value;
    if (!subject) return null;
    this.#trace ??= trace(subject.loaded.model, { picture: subject.blob });
    const traced = this.#trace;
    try {
      return await (await traced).value(layer);
    } catch (error) {
      if (this.#trace === traced) this.#trace = null; // the next look tries again
      throw error;
    }
  }

  #forget(): void {
    // A trace that failed holds nothing.
    this.#trace?.then((trace) => trace.dispose()).catch(() => undefined);
    this.#trace = null;
  }
}
