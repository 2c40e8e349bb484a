// Written by scripts/wasm.js from src/cpu/wasm/assembly/. Do not edit.

/** Changes with the module: what was timed with one says nothing of another. */
export const simdHash = 'f9c821b56e6e0a28';
