// A graph as text, one node a line, for people and for golden tests.
import { formatShape } from '../tensor/tensor';
import { type Graph, valueNamed } from './graph';

/** `fire2/expand1x1 [1, 55, 55, 64] @ fire2/concat+0 = conv2d(fire2/squeeze1x1, w, b) {"kernel":[1,1],…}` per node. */
export function printGraph(graph: Graph): string {
  const lines = [`graph ${graph.name} (${graph.axisOrder})`];
  for (const name of graph.inputs) lines.push(`input ${describe(graph, name)}`);
  for (const node of graph.nodes) {
    const attributes =
      Object.keys(node.attributes).length > 0 ? ` ${JSON.stringify(node.attributes)}` : '';
    const outputs = node.outputs.map((name) => describe(graph, name)).join(', ');
    lines.push(`${outputs} = ${node.op}(${node.inputs.join(', ')})${attributes}`);
  }
  for (const name of graph.outputs) lines.push(`output ${describe(graph, name)}`);
  return lines.join('\n');
}

function describe(graph: Graph, name: string): string {
  const { shape, view } = valueNamed(graph, name);
  const place = view ? ` @ ${view.of}+${view.channelOffset}` : '';
  return `${name} ${formatShape(shape)}${place}`;
}
