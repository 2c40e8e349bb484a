// What of a file cannot be computed: gathered over all nodes, so that a user learns of everything at once.
import { UnsupportedError } from '../../errors';
import { describeNode } from './attributes';
import type { OnnxNode } from './onnx-model';
import { opKey } from './ops';

/** Nodes of one op are named up to here. */
const MAX_NAMED = 4;

/** Gathers nodes that Kindling has no op for, and sound nodes that it cannot express. */
export class Problems {
  readonly #missing = new Map<string, OnnxNode[]>();
  readonly #reasons: string[] = [];

  /** A node whose op is not here at all. */
  addMissing(node: OnnxNode): void {
    const op = opKey(node);
    this.#missing.set(op, [...(this.#missing.get(op) ?? []), node]);
  }

  /** A node that asks for more than is here; the reason names it, if the error does not. */
  addReason(node: OnnxNode, { message }: UnsupportedError): void {
    const reason = message.replace(/\.$/, '');
    const where = describeNode(node);
    this.#reasons.push(reason.includes(where) ? reason : `${where}: ${reason}`);
  }

  /** What is asked for outside of nodes. */
  add({ message }: UnsupportedError): void {
    this.#reasons.push(message.replace(/\.$/, ''));
  }

  /** @throws UnsupportedError listing everything, if there is anything. */
  refuse(model: string): void {
    const ops = [...this.#missing].map(
      ([op, nodes]) => `${op} (${nodes.length}×: ${namesOf(nodes)})`,
    );
    const parts: string[] = [];
    if (ops.length > 0) {
      parts.push(
        `uses ${ops.length} op${ops.length > 1 ? 's' : ''} that Kindling does not have: ${ops.join(', ')}`,
      );
    }
    if (this.#reasons.length > 0)
      parts.push(`asks for what Kindling cannot do: ${this.#reasons.join('; ')}`);
    if (parts.length > 0) throw new UnsupportedError(`"${model}" ${parts.join('. It also ')}.`);
  }
}

function namesOf(nodes: readonly OnnxNode[]): string {
  const named = nodes.slice(0, MAX_NAMED).map((node) => /"(.*)"$/.exec(describeNode(node))?.[0]);
  return nodes.length > MAX_NAMED ? `${named.join(', ')}, …` : named.join(', ');
}
