// A graph of ours as an ONNX file.
import { UnsupportedError } from '../../errors';
import { type Graph, valueNamed } from '../../graph/graph';
import { externalShape } from '../../tensor/layout';
import { encodeOnnx } from './encode-model';
import { ONNX_TYPES, type OnnxValueInfo } from './onnx-model';
import { GraphWriter } from './write/graph-writer';
import { writeNode } from './write/ops';

/**
 * The newest op set that goes with IR version 8. It has all that is written (HardSwish came with 14), runtimes have read
 * it since 2022, and the forms of its ops are those that older readers know best.
 */
const OPSET = 17;
const IR_VERSION = 8;
const PRODUCER = 'kindling';

/**
 * Writes any graph as an ONNX file that computes the same. Inputs and outputs keep their names and the axis order that
 * users of the model know; inside, feature maps are NCHW, as ONNX wants them. The batch is the graph's.
 * @throws UnsupportedError for a graph whose concats were elided or convolutions lowered, and for a resize that ONNX cannot express.
 */
export function writeOnnx(graph: Graph): Uint8Array<ArrayBuffer> {
  refuseViews(graph);
  const writer = new GraphWriter(graph);
  for (const node of graph.nodes) writeNode(writer, node);
  writer.finishOutputs();
  return encodeOnnx({
    irVersion: IR_VERSION,
    producer: PRODUCER,
    opsets: { '': OPSET },
    functions: [],
    graph: {
      name: graph.name === '' ? 'graph' : graph.name,
      nodes: writer.nodes,
      initializers: writer.initializers,
      inputs: graph.inputs.map((name) => valueInfo(graph, name)),
      outputs: [...new Set(graph.outputs)].map((name) => valueInfo(graph, name)),
      sparseInitializers: [],
    },
  });
}

function refuseViews(graph: Graph): void {
  const view = [...graph.values.values()].find((value) => value.view !== undefined);
  if (view) {
    throw new UnsupportedError(
      `Value "${view.name}" of "${graph.name}" lies inside "${view.view?.of}", which ONNX cannot express. ` +
        'Write the graph as it was before its passes.',
    );
  }
}

function valueInfo(graph: Graph, name: string): OnnxValueInfo {
  const { shape, dtype } = valueNamed(graph, name);
  return {
    name,
    elementType: dtype === 'f32' ? ONNX_TYPES.FLOAT : ONNX_TYPES.UINT32,
    dims: externalShape(shape, graph.axisOrder),
  };
}
