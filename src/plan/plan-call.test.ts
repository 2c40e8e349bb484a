// One call as a plan: what a measurement runs is what a network's plan would.
import { expect, it } from 'vitest';
import { SAMPLE_CALLS } from '../kernels/kernels.fixtures';
import { candidatesOf } from './candidates';
import { runNull } from './null-executor.fixtures';
import { planCall } from './plan-call';
import { plainTarget } from './target.fixtures';

it.each(SAMPLE_CALLS.map((call) => ({ op: call.op, call })))(
  'plans $op by every variant',
  ({ call }) => {
    const target = plainTarget('software', true);
    for (const candidate of candidatesOf(call, target)) {
      const plan = planCall(call, candidate, target);
      const run = runNull(plan);
      expect(run.dispatches).toHaveLength(1);
      expect(plan.slots).toHaveLength(call.inputs.length + call.outputs.length);
      const bytes = [...call.inputs, ...call.outputs].map(
        ({ span }) => 16 * span.pixels * span.words,
      );
      expect(plan.slots.map(({ byteLength }) => byteLength)).toEqual(bytes);
    }
  },
);
