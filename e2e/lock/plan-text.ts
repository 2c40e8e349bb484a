// A plan as text: a line a step, with checksums of all that a device is given for it. Two plans of one text do the same.
import type { Plan, PlanPipeline } from '../../src/plan/plan';
import type { Resource } from '../../src/plan/program';
import { checksum } from './checksum';

/** The lines of a plan, and beside each checksum that of the same plan in halves. */
export function planText(plan: Plan, halved: Plan): string {
  const slots = plan.slots.map(({ byteLength }) => byteLength).join(' ');
  const places = (ports: Plan['inputs']) => ports.map(({ name, slot }) => `${name} in ${slot}`);
  const steps = plan.steps.map((step, index) => {
    const twin = halved.steps[index];
    const { id } = pipelineOf(plan, step);
    const sums = (what: (plan: Plan, step: Step) => string) => {
      const [own, half] = [what(plan, step), twin ? what(halved, twin) : 'none'];
      return own === half ? own : `${own}/${half}`;
    };
    const given = step.resources.map((resource) => describe(resource));
    return [
      `${step.node}: ${id}`,
      `grid ${step.workgroups.join('×')}`,
      `code ${sums(codeOf)}`,
      `params ${sums(paramsOf)}`,
      ...given,
      ...(step.resources.some(isConstant) ? [`data ${sums(constantsOf)}`] : []),
    ].join(' ');
  });
  return [
    `slots ${slots}`,
    `in ${places(plan.inputs).join(', ')}; out ${places(plan.outputs).join(', ')}`,
    ...steps,
  ].join('\n');
}

type Step = Plan['steps'][number];

function pipelineOf({ pipelines }: Plan, { node, pipeline }: Step): PlanPipeline {
  const found = pipelines[pipeline];
  if (!found) throw new RangeError(`Step "${node}" has no pipeline.`);
  return found;
}

/** What is compiled: the text, and the overrides that say more than the name. */
function codeOf(plan: Plan, step: Step): string {
  const { code, entryPoint, bindings, overrides } = pipelineOf(plan, step);
  const numbers = JSON.stringify(Object.entries(overrides).sort());
  return checksum([renamed(code), entryPoint, bindings.join(), numbers].join('\n'));
}

/** Short words of WGSL that are no names. */
const KEYWORDS = ['fn', 'if'];

/** A shader's short names by their order in it: which ones it was given depends on all other shaders, too. */
function renamed(code: string): string {
  const names = new Map<string, string>();
  return code.replace(/(?<![.\w@])[A-Za-z_]\w?\b/g, (name) => {
    if (KEYWORDS.includes(name)) return name;
    const known = names.get(name) ?? `#${names.size}`;
    names.set(name, known);
    return known;
  });
}

function paramsOf({ params }: Plan, { resources }: Step): string {
  return resources
    .flatMap((resource) =>
      resource.kind === 'params'
        ? [checksum(params.slice(resource.offset, resource.offset + resource.byteLength))]
        : [],
    )
    .join();
}

function constantsOf({ constants }: Plan, { resources }: Step): string {
  const sums = resources.flatMap((resource) => {
    const constant = isConstant(resource) ? constants[resource.constant] : undefined;
    return constant ? [checksum(constant.data)] : [];
  });
  return sums.length > 1 ? checksum(sums.join()) : sums.join();
}

function isConstant(resource: Resource): resource is Extract<Resource, { kind: 'constant' }> {
  return resource.kind === 'constant';
}

function describe(resource: Resource): string {
  if (resource.kind === 'slot') return `s${resource.slot}`;
  return resource.kind === 'constant' ? `c${resource.constant}` : 'p';
}
