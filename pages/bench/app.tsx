// The benchmark page from its title to its small print.
import { FallbackNotice } from '../shared/fallback-notice';
import { Shell } from '../shared/shell';
import { Comparison } from './comparison';
import { Controls, RunNotice } from './controls';
import { Pictures } from './pictures';
import { printResults } from './results';
import { fallback, progress, results } from './state';
import { Exports, Summary } from './summary';
import { Tables } from './tables';

/** The page. */
export function App() {
  const found = results.value;
  const hasFigures = found !== null && (found.peaks !== null || found.networks.length > 0);
  return (
    <Shell current="bench" adapter={found?.adapter ?? null}>
      <h1>GPU benchmark</h1>
      <p class="lead">
        How fast small convolutional networks run in this browser, layer by layer, beside the most
        that this GPU was seen to do, and on the CPU. It all happens here; nothing is sent anywhere.
      </p>
      <Controls />
      {fallback.value !== null && <FallbackNotice reason={fallback.value} />}
      <RunNotice />
      {hasFigures && (
        <>
          <Summary results={found} />
          {progress.value === null && <Exports results={found} />}
          <h2>Pictures</h2>
          <Pictures results={found} />
          <h2>Figures</h2>
          <Tables results={found} />
        </>
      )}
      <Comparison />
      <Method />
      {found && progress.value === null && (
        <script type="application/json" id="results">
          {printResults(found)}
        </script>
      )}
    </Shell>
  );
}

function Method() {
  return (
    <section class="method" aria-labelledby="method">
      <h2 id="method">What is measured, and how</h2>
      <ul>
        <li>
          <strong>Peaks:</strong> a shader of nothing but fused multiply-adds, and one that copies
          64 MiB between buffers, both written for this page; the best of seven runs.
        </li>
        <li>
          <strong>Networks:</strong> SqueezeNet, MobileNet v1 and DenseNet in their papers’ shapes,
          float32, one picture at a time, with random weights: time does not depend on what they
          are. Answers are checked to be finite numbers; that they are right is what Kindling’s own
          tests show.
        </li>
        <li>
          <strong>Inferences:</strong> from submit to the arrival of the result on the CPU, one at a
          time. Decoding pictures is not part of it.
        </li>
        <li>
          <strong>On the CPU:</strong> the same network and inferences by the CPU backend, in
          WebAssembly and a worker: what <code>backend: 'fastest'</code> would choose from.
        </li>
        <li>
          <strong>Layers:</strong> GPU timestamps around each dispatch, in turns with the whole
          inferences. Their sum is more than an inference takes in one pass.
        </li>
        <li>
          <strong>Spread:</strong> medians, with the tenth and ninetieth percentile beside them. No
          run is thrown away.
        </li>
        <li>
          <strong>Without eyes:</strong> <code>bench.html?auto=1&amp;setting=small</code> begins by
          itself and leaves its JSON in the element <code>#results</code>.
        </li>
      </ul>
    </section>
  );
}
