// The charts of a run.
import { useState } from 'preact/hooks';
import { Figure } from './charts/figure';
import { drawLayers, MOST_BARS } from './charts/layers';
import { drawMemory, MEMORY_PARTS } from './charts/memory';
import { drawRoofline } from './charts/roofline';
import { drawScaling } from './charts/scaling';
import { drawVariants } from './charts/variants';
import {
  layersFinding,
  memoryFinding,
  rooflineFinding,
  type ScalingAxis,
  scalingFinding,
  variantsFinding,
} from './findings';
import { LAYER_KINDS, layerPoints } from './layer-points';
import { Legend } from './legend';
import { Pick } from './pick';
import type { BenchmarkResults, NetworkResult, VariantTableResult } from './results';

/** All charts that the results have something for. */
export function Pictures({ results }: { results: BenchmarkResults }) {
  const { networks, variants } = results;
  const mobileNets = networks.filter(({ alpha }) => alpha !== null);
  return (
    <section class="pictures" aria-label="Charts">
      <LayerPictures results={results} />
      {mobileNets.length > 1 && <ScalingPictures networks={mobileNets} />}
      {variants.length > 0 && <VariantPicture tables={variants} />}
      {networks.length > 0 && (
        <Figure
          title="Memory held"
          finding={memoryFinding(networks)}
          of={networks}
          draw={drawMemory(networks)}
        >
          <Legend entries={MEMORY_PARTS} />
          Weights as the kernels want them; slots are the buffers that values between layers share;
          params are the dispatches’ constants. All are held as long as the network is loaded.
        </Figure>
      )}
    </section>
  );
}

/** Roofline and bars, of one network at a time. */
function LayerPictures({ results: { networks, peaks } }: { results: BenchmarkResults }) {
  const timed = networks.filter(({ layers }) => layers !== null);
  const [name, setName] = useState('');
  const network = timed.find((each) => each.name === name) ?? timed[0];
  if (!network) return null;
  const points = layerPoints(network.layers ?? [], peaks);
  const of = network.layers;
  const pick = (
    <Pick
      label="Network"
      of={timed.map((each) => each.name)}
      value={network.name}
      onPick={setName}
    />
  );
  return (
    <>
      {peaks && (
        <Figure
          title="Roofline"
          finding={rooflineFinding(network.name, points)}
          draw={drawRoofline(points, peaks)}
          {...{ of, controls: pick }}
        >
          <Legend entries={LAYER_KINDS.slice(0, -1)} hasSymbols />A dot is a layer. The line is the
          most that the measured peaks allow: memory traffic where it rises, arithmetic where it is
          flat. Dots above it read from caches. Bytes are inputs, weights and outputs, each once.
          Layers without multiply-adds are in the bars.
        </Figure>
      )}
      <Figure
        title="Time of each layer"
        finding={layersFinding(network.name, points)}
        draw={drawLayers(points)}
        {...{ of, controls: pick }}
      >
        <Legend entries={LAYER_KINDS} />
        Medians, on a GPU of its own timestamps, each layer in a compute pass of its own, in the
        order in which they run{points.length > MOST_BARS ? `; the slowest ${MOST_BARS}` : ''}.
      </Figure>
    </>
  );
}

const AXES: readonly {
  readonly axis: ScalingAxis;
  readonly title: string;
  readonly rule: string;
}[] = [
  {
    axis: 'macs',
    title: 'Time against multiply-adds',
    rule: 'time in proportion to multiply-adds',
  },
  { axis: 'alpha', title: 'MobileNet over α', rule: 'α²' },
  { axis: 'rho', title: 'MobileNet over ρ', rule: 'ρ²' },
];

function ScalingPictures({ networks }: { networks: readonly NetworkResult[] }) {
  return (
    <div class="threefold">
      {AXES.map(({ axis, title, rule }) => (
        <Figure
          key={axis}
          finding={scalingFinding(networks, axis)}
          of={networks}
          draw={drawScaling(networks, axis)}
          {...{ title }}
        >
          Dashed: {rule}, through the largest network of each series. Dots are medians, the lines
          through them reach from p10 to p90.
        </Figure>
      ))}
    </div>
  );
}

function VariantPicture({ tables }: { tables: readonly VariantTableResult[] }) {
  const [name, setName] = useState('');
  const table = tables.find(({ network }) => network === name) ?? tables[0];
  if (!table) return null;
  const names = tables.map(({ network }) => network);
  return (
    <Figure
      title="Kernel variants, side by side"
      finding={variantsFinding(table)}
      of={table}
      draw={drawVariants(table)}
      controls={<Pick label="Network" of={names} value={table.network} onPick={setName} />}
    >
      A row is a layer shape, a ring a kernel variant that can compute it; the filled diamond is the
      one that Kindling chose. Further left is faster.
    </Figure>
  );
}
