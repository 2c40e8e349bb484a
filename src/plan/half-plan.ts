// A plan in 16-bit floats: the same dispatches, by shaders that store and compute in halves, in buffers half as large. Loaded
// only when it is asked for: plans are made in 32-bit floats, and turned into this.
import { variantLibraries } from '../kernels/shaders.gen';
import { halvesOf } from '../tensor/half';
import type { Plan, PlanConstant, PlanPipeline, Slot } from './plan';

/**
 * Turns a plan of 32-bit floats into one of 16-bit floats. Rankings stay 32-bit integers, and Params 32-bit floats.
 * @throws RangeError for weights that the device decodes, which it does to 32-bit floats
 */
export function halvePlan(plan: Plan): Plan {
  const ofIntegers = new Set(
    plan.outputs.filter(({ dtype }) => dtype === 'u32').map(({ slot }) => slot),
  );
  const halves = new HalfArrays();
  const floats = otherConstants(plan);
  return {
    ...plan,
    precision: 'f16',
    slots: plan.slots.map((slot, index) => (ofIntegers.has(index) ? slot : halfSlot(slot))),
    constants: plan.constants.map((constant, index) =>
      floats.has(index) ? constant : halfConstant(constant, halves),
    ),
    pipelines: plan.pipelines.map(halfPipeline),
  };
}

/** The constants that shaders do not read as elements, such as the pixels that a resize reads: they stay as they are. */
function otherConstants({ steps, pipelines }: Plan): Set<number> {
  const others = steps.flatMap(({ pipeline, resources }) => {
    const { code = '' } = pipelines[pipeline] ?? {};
    return resources.flatMap((resource, binding) =>
      resource.kind === 'constant' && !isOfElements(code, binding) ? [resource.constant] : [],
    );
  });
  return new Set(others);
}

function isOfElements(code: string, binding: number): boolean {
  return new RegExp(`@binding\\(${binding}\\)var<storage,read>\\w+:array<elem`).test(code);
}

/** Constants that are one array stay one. */
class HalfArrays {
  readonly #halves = new Map<PlanConstant['data'], Uint16Array<ArrayBuffer>>();

  of(data: PlanConstant['data']): Uint16Array<ArrayBuffer> {
    const halves = this.#halves.get(data) ?? halvesOf(data);
    this.#halves.set(data, halves);
    return halves;
  }
}

function halfSlot({ byteLength }: Slot): Slot {
  return { byteLength: byteLength / 2 };
}

/** Packed when it is first asked for, as it was. */
function halfConstant(constant: PlanConstant, halves: HalfArrays): PlanConstant {
  if (constant.decoding) throw new RangeError(`"${constant.name}" is decoded to 32-bit floats.`);
  return {
    name: constant.name,
    get data() {
      return halves.of(constant.data);
    },
    get byteLength() {
      return constant.byteLength / 2;
    },
    decoding: null,
  };
}

const FLOATS = variantLibraries['types-f32'];
const [DIRECTIVE = '', ...HALVES] = variantLibraries['types-f16'].split(/(?<=\n)/);

/** Every shader says its element types once, in front of what uses them. */
function halfPipeline(pipeline: PlanPipeline): PlanPipeline {
  const half = (id: string) => id.replace('__f32_', '__f16_');
  return {
    ...pipeline,
    id: half(pipeline.id),
    variant: half(pipeline.variant),
    code: DIRECTIVE + pipeline.code.replace(FLOATS, HALVES.join('')),
  };
}
