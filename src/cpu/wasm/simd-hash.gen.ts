// Written by scripts/wasm.js from src/cpu/wasm/assembly/. Do not edit.

/** Changes with the module: what was timed with one says nothing of another. */
export const simdHash = '3c6ebf5d49460654';
