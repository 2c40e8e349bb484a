// Builds a network by a function and compares it as a user does: every layer on WebGPU against the CPU reference.

import { createRuntime } from '../../src/index';
import type { ModelComparison } from '../../src/tools/index';
import { compare } from '../../src/tools/index';
import { buildNetwork, type NetworkSpec } from './built-network';

/** Compares all layers on seeded input; weights are seeded by the functions themselves. */
export async function compareLayers(spec: NetworkSpec, runs = 2): Promise<ModelComparison> {
  const runtime = await createRuntime();
  try {
    const model = await runtime.load(buildNetwork(spec));
    return await compare(model, {}, { runs });
  } finally {
    runtime.dispose();
  }
}
