// Written by scripts/wasm.js from src/cpu/wasm/assembly/. Do not edit.

/** Changes with the module: what was timed with one says nothing of another. */
export const simdHash = 'db87d24a60ae9f7e';
