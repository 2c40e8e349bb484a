// A plan as JSON: everything but weights, shader text and Params bytes.
import type { Plan } from './plan';

/** Plain JSON for people, golden tests and bug reports. */
export function planToJson(plan: Plan): unknown {
  const { params, constants, pipelines, ...rest } = plan;
  return {
    ...rest,
    paramsByteLength: params.byteLength,
    constants: constants.map(({ name, byteLength }) => ({ name, byteLength })),
    pipelines: pipelines.map(({ code: _, ...pipeline }) => pipeline),
  };
}
