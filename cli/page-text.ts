// Answers of a page as text, for drivers that carry JSON alone: typed arrays and numbers that JSON does not have go along.

/** Runs in the page: the answer of a call, as text. Uses nothing from this module. */
export async function answerAsText(request: string): Promise<string> {
  const globals = globalThis as unknown as {
    callSession: (request: unknown) => Promise<unknown>;
  };
  const answer = await globals.callSession(JSON.parse(request));
  return JSON.stringify(answer, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
    if (!ArrayBuffer.isView(value)) return value;
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    let binary = '';
    // As many as a call takes arguments.
    for (let at = 0; at < bytes.length; at += 8192) {
      binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
    }
    return { $array: value.constructor.name, base64: btoa(binary) };
  });
}

const ARRAYS = { Float32Array, Float64Array, Uint8Array, Uint32Array, Int32Array };

/** What the page answered. @throws SyntaxError for text that `answerAsText` did not write */
export function answerOfText(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$number' in value) return Number(value.$number);
    if (!('$array' in value && 'base64' in value)) return value;
    const bytes = Uint8Array.from(Buffer.from(String(value.base64), 'base64'));
    const TypedArray = ARRAYS[String(value.$array) as keyof typeof ARRAYS];
    if (!TypedArray) throw new SyntaxError(`A page answered with a ${value.$array}.`);
    return new TypedArray(bytes.buffer);
  });
}
