// Writes the networks of the recipe as graphs in JSON, for PyTorch to run: node weights/training/export-graphs.js FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { readArguments } from '../../scripts/steps.js';

const [folder = ''] = readArguments({ positionals: 'FOLDER' }).positionals;
mkdirSync(folder, { recursive: true });
const { module } = await runnerImport(join(import.meta.dirname, 'networks.ts'));
for (const { id, density, build } of module.TRAINED_NETWORKS) {
  const { graph, classifier } = build();
  const [input] = graph.inputs;
  const description = {
    id,
    density,
    input,
    side: graph.values.get(input).shape[1],
    mean: classifier.preprocessing.mean[0],
    scale: classifier.preprocessing.scale,
    logits: graph.outputs[0],
    nodes: graph.nodes,
    constants: [...graph.constants].map(([name, { shape }]) => ({ name, shape })),
  };
  writeFileSync(join(folder, `${id}.json`), `${JSON.stringify(description, null, 1)}\n`);
}
