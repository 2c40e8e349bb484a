// The networks that tests build, by name and options. Needs nothing of a browser, so that Node can build the same.
import type { Model } from '../../src/graph/model';
import {
  alexnet,
  densenet,
  efficientnetB0,
  googlenet,
  mobilenetV1,
  mobilenetV2,
  mobilenetV3Small,
  resnet,
  shufflenetV2,
  squeezenet,
} from '../../src/models/index';

const NETWORKS = {
  alexnet,
  densenet,
  efficientnetB0,
  googlenet,
  mobilenetV1,
  mobilenetV2,
  mobilenetV3Small,
  resnet,
  shufflenetV2,
  squeezenet,
};
/** A network and the options to build it with. */
export type NetworkSpec = {
  [N in keyof typeof NETWORKS]: readonly [N, NonNullable<Parameters<(typeof NETWORKS)[N]>[0]>];
}[keyof typeof NETWORKS];

/** The network, for a batch of its options or another one. */
export function buildNetwork([network, options]: NetworkSpec, batch?: number): Model {
  // The union ties options to their network; TypeScript loses that tie when the function is looked up.
  const build = NETWORKS[network] as (options: object) => Model;
  return build(batch === undefined ? options : { ...options, batch });
}
