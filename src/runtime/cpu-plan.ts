// A network for the CPU: the graph that it computes, and that as a plan, so that reports say of it what they say of others.
import type { Graph } from '../graph/graph';
import { valueNamed } from '../graph/graph';
import type { Plan } from '../plan/plan';
import { optimizeInTurns } from '../rewrites/optimize';
import { BYTES_PER_ELEMENT } from '../tensor/tensor';
import { product } from '../util/math';

/** The optimised graph. The CPU's values lie by themselves. */
export function cpuGraph(graph: Graph): Promise<Graph> {
  return optimizeInTurns(graph, { views: 'none' });
}

/** One step a node; its pipeline is the kernel's name. Nothing has a slot. */
export function cpuPlan(graph: Graph, kernels: readonly string[]): Plan {
  const names = [...new Set(kernels)];
  return {
    graph: graph.name,
    adapter: 'software',
    precision: 'f32',
    inputs: [],
    outputs: [],
    slots: [],
    constants: [...graph.constants].map(([name, { shape, data }]) => ({
      name,
      byteLength: product(shape) * BYTES_PER_ELEMENT,
      data: data as Float32Array<ArrayBuffer>,
      decoding: null,
    })),
    pipelines: names.map((name) => ({
      ...{ id: name, variant: name, shader: name, entryPoint: '', code: '' },
      ...{ bindings: [], overrides: {} },
    })),
    params: new ArrayBuffer(0),
    steps: graph.nodes.map((node, index) => ({
      ...{ node: node.name, op: node.op, pipeline: names.indexOf(kernels[index] ?? '') },
      ...{ resources: [], workgroups: [1, 1, 1] },
    })),
  };
}

/** The most bytes that values take at a time: each lives from the node that writes it to the last that reads it. */
export function peakBytes(graph: Graph): number {
  const last = new Map<string, number>();
  for (const [index, node] of graph.nodes.entries()) {
    for (const name of [...node.inputs, ...node.outputs]) last.set(name, index);
  }
  for (const name of graph.outputs) last.set(name, graph.nodes.length);
  const bytesOf = (name: string) =>
    graph.constants.has(name) ? 0 : product(valueNamed(graph, name).shape) * BYTES_PER_ELEMENT;
  let live = graph.inputs.reduce((sum, name) => sum + bytesOf(name), 0);
  let peak = live;
  for (const [index, node] of graph.nodes.entries()) {
    for (const name of node.outputs) live += bytesOf(name);
    peak = Math.max(peak, live);
    for (const name of new Set([...node.inputs, ...node.outputs])) {
      if (last.get(name) === index) live -= bytesOf(name);
    }
  }
  return peak;
}
