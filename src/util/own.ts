// What an object holds under a name that comes from a file, which may be `constructor` or `__proto__`.

/** The object's own value of this name, and nothing that all objects have. */
export function own<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
