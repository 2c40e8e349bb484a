// The run in a few figures, and what can be done with it.
import { Fact } from '../shared/fact';
import { formatMs } from '../shared/format';
import { adapterName } from '../shared/shell';
import { printCsv } from './csv';
import { digits } from './digits';
import { areRounded } from './layer-points';
import { type BenchmarkResults, printResults } from './results';

/** The adapter, its peaks, the fastest and the slowest network. */
export function Summary({ results }: { results: BenchmarkResults }) {
  const { adapter, peaks, networks } = results;
  const byTime = networks.toSorted((a, b) => a.inferenceMs.median - b.inferenceMs.median);
  const [fastest, ...others] = byTime;
  const slowest = others.at(-1);
  return (
    <section aria-labelledby="summary">
      <h2 id="summary">{adapterName(adapter)}</h2>
      <dl class="figures">
        <Fact term="Peak arithmetic">
          {peaks ? `${digits(peaks.flopsPerSecond / 1e9)} GFLOP/s` : 'not measured'}
        </Fact>
        <Fact term="Peak memory traffic">
          {peaks ? `${digits(peaks.bytesPerSecond / 1e9)} GB/s` : 'not measured'}
        </Fact>
        {fastest && (
          <Fact term={`Fastest: ${fastest.name}`}>{formatMs(fastest.inferenceMs.median)}</Fact>
        )}
        {slowest && (
          <Fact term={`Slowest: ${slowest.name}`}>{formatMs(slowest.inferenceMs.median)}</Fact>
        )}
      </dl>
      <Notes results={results} />
    </section>
  );
}

/** Copy, JSON, CSV. */
export function Exports({ results }: { results: BenchmarkResults }) {
  const stem = `kindling-bench-${results.date.slice(0, 16).replaceAll(':', '')}`;
  return (
    <div class="row exports">
      <button type="button" onClick={() => navigator.clipboard.writeText(printResults(results))}>
        Copy JSON
      </button>
      <button
        type="button"
        onClick={() => save(`${stem}.json`, 'application/json', printResults(results))}
      >
        Download JSON
      </button>
      <button type="button" onClick={() => save(`${stem}.csv`, 'text/csv', printCsv(results))}>
        Download CSV
      </button>
    </div>
  );
}

/** What limits what the figures mean. */
function Notes({ results: { adapter, networks } }: { results: BenchmarkResults }) {
  const layers = networks.flatMap((network) => network.layers ?? []);
  return (
    <>
      {adapter.kind === 'software' && (
        <p class="notice">
          {adapter.architecture === 'cpu' ? 'The CPU computes' : 'A software adapter computes'}{' '}
          here. The figures are true for it, and say nothing of a graphics card.
        </p>
      )}
      {networks.length > 0 && layers.length === 0 && (
        <p class="notice">
          This browser gives no GPU timestamps: whole inferences are timed, single layers are not.
        </p>
      )}
      {areRounded(layers) && (
        <p class="notice">
          This browser rounds GPU timestamps to 0.1 ms. Short layers read as 0 or 0.1 ms; whole
          inferences are timed by another clock and are not affected.
        </p>
      )}
    </>
  );
}

function save(fileName: string, type: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = fileName;
  link.click();
  // The download has begun by then; the bytes need not stay.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
