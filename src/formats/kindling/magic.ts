// How a Kindling container is told from other files. Apart from the rest, which loads only with a container.

/** What a container begins with; as in PNG, it shows what treats a file as text does to it. */
export const MAGIC = Uint8Array.of(0x89, 0x4b, 0x44, 0x4c, 0x0d, 0x0a, 0x1a, 0x0a);

/** Whether a file is a container, be it one whose first bytes were damaged. PNG and HDF5 share up to six of the eight. */
export function looksLikeContainer(bytes: Uint8Array): boolean {
  const right = MAGIC.map((byte, at) => Number(bytes[at] === byte));
  return right.subarray(0, 4).every(Boolean) || right.filter(Boolean).length > 6;
}
