// How long a network and its layers take on the CPU.
import type { OpenNetwork } from '../cpu/open-network';
import { type Graph, valueNamed } from '../graph/graph';
import type { LayerReport } from '../plan/report';
import { zeros } from '../tensor/tensor';
import { median, timingOf } from '../util/statistics';
import { bytesMovedOf } from './bytes-moved';
import type { ModelProfile, ProfileOptions } from './profile';

/** Measures inferences on zeros. @throws DeviceLostError; the signal's reason when aborted */
export async function profileNetwork(
  network: OpenNetwork,
  graph: Graph,
  layers: readonly LayerReport[],
  { runs = 10, warmUp = 2, signal, onRun }: ProfileOptions,
): Promise<ModelProfile> {
  const inputs = Object.fromEntries(
    graph.inputs.map((name) => [name, zeros(valueNamed(graph, name).shape)]),
  );
  const inferences: number[] = [];
  const steps: (readonly number[])[] = [];
  for (let run = -warmUp; run < runs; run++) {
    signal?.throwIfAborted();
    const start = performance.now();
    const { durationsMs } = await network.run({ inputs, outputs: graph.outputs.slice(-1) });
    const duration = performance.now() - start;
    onRun?.(warmUp + run + 1, warmUp + runs);
    if (run < 0) continue;
    inferences.push(duration);
    steps.push(durationsMs);
  }
  return {
    runs,
    inferenceMs: timingOf(inferences),
    layers: layers.map((layer, index) => {
      const node = graph.nodes[index];
      return {
        ...layer,
        bytesMoved: node ? bytesMovedOf(graph, node, 'f32') : 0,
        durationMs: median(steps.map((times) => times[index] ?? 0)),
      };
    }),
  };
}
