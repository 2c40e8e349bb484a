// What computes the network, how that was chosen, and the way to have it otherwise.
import { Fragment } from 'preact';
import type { BackendChoice } from '../../src/index';
import { formatMs } from '../shared/format';
import type { AskedBackend, Loaded, Session } from './session';

const NAMES = { webgpu: 'WebGPU', cpu: 'the CPU' } as const;
const OTHERS: Readonly<Record<Exclude<AskedBackend, 'auto'>, string>> = {
  ...NAMES,
  fastest: 'the faster of both',
};

/** One line. What it offers is a link, since another runtime is another visit. */
export function WhatComputes({ session, loaded }: { session: Session; loaded: Loaded }) {
  const { backend, choice } = loaded.model;
  const isShown = (asked: string) =>
    asked === 'fastest' ? session.asked !== 'fastest' : asked !== backend;
  const others = Object.entries(OTHERS).filter(([asked]) => isShown(asked));
  return (
    <p class="quiet">
      Computed by {NAMES[backend]}
      {choice && describe(choice)}. Or let it be{' '}
      {others.map(([asked, name], index) => (
        <Fragment key={asked}>
          {index > 0 && ', or '}
          <a href={addressFor(asked)}>{name}</a>
        </Fragment>
      ))}
      .
    </p>
  );
}

function describe({ medianMs }: BackendChoice): string {
  if (!medianMs) return ', the one that can';
  const { webgpu, cpu } = medianMs;
  return `, the faster one: an inference takes WebGPU ${formatMs(webgpu)}, and the CPU ${formatMs(cpu)}`;
}

/** The network stays. */
function addressFor(asked: string): string {
  const address = new URL(location.href);
  address.searchParams.set('backend', asked);
  return address.search;
}
