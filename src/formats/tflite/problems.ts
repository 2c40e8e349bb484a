// What of a file cannot be computed: gathered over all operators, so that a user learns of everything at once.
import { UnsupportedError } from '../../errors';

/** Tensors and operators are named up to here. */
const MAX_LISTED = 16;

/** Gathers operators that Kindling does not have, tensors that it does not read, and sound forms that it cannot express. */
export class Problems {
  readonly #missing = new Map<string, number>();
  readonly #tensors: string[] = [];
  readonly #reasons: string[] = [];

  /** An operator that is not here at all. */
  addMissing(op: string): void {
    this.#missing.set(op, (this.#missing.get(op) ?? 0) + 1);
  }

  /** A tensor, and why it cannot be read. */
  addTensor(name: string, obstacle: string): void {
    this.#tensors.push(`"${name}" ${obstacle}`);
  }

  /** An operator that asks for more than is here; the reason names it. */
  addReason(reason: string): void {
    this.#reasons.push(reason.replace(/\.$/, ''));
  }

  /** @throws UnsupportedError listing everything, if there is anything. */
  refuse(model: string): void {
    const ops = [...this.#missing].map(([op, count]) => (count > 1 ? `${op} (${count}×)` : op));
    const parts: string[] = [];
    if (ops.length > 0) {
      parts.push(
        `uses ${ops.length} op${ops.length > 1 ? 's' : ''} that Kindling does not have: ${ops.join(', ')}`,
      );
    }
    if (this.#tensors.length > 0) {
      parts.push(`has tensors that Kindling does not read: ${listed(this.#tensors, ', ')}`);
    }
    if (this.#reasons.length > 0) {
      parts.push(`asks for what Kindling cannot do: ${listed(this.#reasons, '; ')}`);
    }
    if (parts.length > 0) throw new UnsupportedError(`"${model}" ${parts.join('. It also ')}.`);
  }
}

function listed(items: readonly string[], separator: string): string {
  const rest = items.length - MAX_LISTED;
  const named = items.slice(0, MAX_LISTED).join(separator);
  return rest > 0 ? `${named}, and ${rest} more` : named;
}
