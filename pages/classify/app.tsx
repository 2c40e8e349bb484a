// The classify page as a whole.
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { FailureNotice } from '../shared/failure-notice';
import { FallbackNotice } from '../shared/fallback-notice';
import { lazy } from '../shared/lazy';
import { Shell } from '../shared/shell';
import { ActivityNotice } from './activity-notice';
import { Answers } from './answers';
import { DownloadCost } from './download-cost';
import { KnownClasses } from './known-classes';
import { LayerTimes } from './layer-times';
import { layersOf, timesOf } from './layers';
import { modulesOf } from './modules';
import { NetworkChoice } from './network-choice';
import { NetworkStrip } from './network-strip';
import { EMBEDDED } from './networks';
import { PicturePanel } from './picture-panel';
import type { Loaded, Session } from './session';
import type { Tracing } from './tracing';
import type { Viewing } from './viewing';
import { WhatComputes } from './what-computes';

/** Loaded when a layer is first looked at. */
const LayerDetails = lazy(() => import('./layer-details').then((module) => module.LayerDetails));

interface AppProps {
  readonly session: Session;
  readonly viewing: Viewing;
  readonly tracing: Tracing;
}

/** Everything between the masthead and the end. */
export function App({ session, viewing, tracing }: AppProps) {
  const adapter = session.adapter.value;
  const loaded = session.loaded.value;
  const network = loaded?.network ?? EMBEDDED;
  const isLive = viewing.subject.value?.kind === 'live';
  const answers = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the camera's picture would stand alone otherwise.
    if (isLive) answers.current?.scrollIntoView({ block: 'nearest' });
  }, [isLive]);
  return (
    <Shell current="classify" adapter={adapter}>
      <h1>What is in this picture?</h1>
      <p class="lead">
        A small network names it on your own machine, in this page. Nothing is uploaded, and no
        server answers.
      </p>
      <ActivityNotice session={session} />
      {session.fallback.value && <FallbackNotice reason={session.fallback.value} />}
      {adapter?.kind === 'software' && adapter.architecture !== 'cpu' && (
        <p class="notice">
          This browser has a software adapter, which computes on the CPU: answers are right, and
          some ten to a hundred times slower than on a GPU. Hardware acceleration can be switched on
          in the browser’s settings.
        </p>
      )}
      {session.losses.value > 0 && loaded && (
        <p class="notice" role="status">
          The GPU went away and was opened again. Nothing is lost.
        </p>
      )}
      {loaded?.assumption && <p class="notice">{loaded.assumption}</p>}
      {viewing.error.value !== null && <FailureNotice error={viewing.error.value} />}
      <div class={isLive ? 'desk live' : 'desk'}>
        <PicturePanel session={session} viewing={viewing} network={network} />
        <div class="side">
          <section ref={answers} class="panel answer" aria-labelledby="answer-title">
            <h2 id="answer-title">Answer</h2>
            {viewing.answer.value ? (
              <Answers answer={viewing.answer.value} />
            ) : (
              <p class="quiet">{loaded ? 'Choose a picture.' : 'The network is not ready yet.'}</p>
            )}
            {loaded && <WhatComputes session={session} loaded={loaded} />}
            {loaded && <KnownClasses session={session} viewing={viewing} network={network} />}
          </section>
          <section class="panel">
            <NetworkChoice session={session} />
          </section>
        </div>
      </div>
      {loaded && <Inside loaded={loaded} viewing={viewing} tracing={tracing} />}
    </Shell>
  );
}

/** The network's inside: what it is made of, and where its time goes. */
function Inside({ loaded, viewing, tracing }: { loaded: Loaded } & Omit<AppProps, 'session'>) {
  const selected = useSignal<string | null>(null);
  const layers = useMemo(() => layersOf(loaded.report), [loaded]);
  const modules = useMemo(() => modulesOf(layers), [layers]);
  const times = useMemo(() => timesOf(viewing.layers.value), [viewing.layers.value]);
  const layer = layers.find(({ name }) => name === selected.value);
  return (
    <>
      <section class="panel inside" aria-labelledby="inside-title">
        <h2 id="inside-title">Inside {loaded.network.title}</h2>
        <p class="quiet">
          {layers.length} layers in {loaded.report.dispatches} dispatches. Open a module to see what
          a layer makes of the picture.
        </p>
        <NetworkStrip modules={modules} times={times} selected={selected} />
        {layer && (
          <LayerDetails layer={layer} time={times?.get(layer.name) ?? null} tracing={tracing} />
        )}
      </section>
      <div class="pair">
        <section class="panel" aria-labelledby="times-title">
          <h2 id="times-title">Where the time goes</h2>
          {times ? (
            <LayerTimes layers={layers} times={times} />
          ) : (
            <p class="quiet">
              Measured behind the first answer for a still picture, where times can be told.
            </p>
          )}
        </section>
        <DownloadCost loaded={loaded} />
      </div>
    </>
  );
}
