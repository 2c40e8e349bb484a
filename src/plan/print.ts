// A plan as JSON: everything but weights, shader text and Params bytes.
import type { Plan } from './plan';

/** A plan as plain JSON: for people, and for bug reports. */
export function planToJson(plan: Plan): unknown {
  const { params, constants, pipelines, decoding: _, ...rest } = plan;
  return {
    ...rest,
    paramsByteLength: params.byteLength,
    constants: constants.map(({ name, byteLength }) => ({ name, byteLength })),
    pipelines: pipelines.map(({ code: _, ...pipeline }) => pipeline),
  };
}
