// Written by scripts/wasm.js from src/cpu/wasm/assembly/. Do not edit.

/** Changes with the module: what was timed with one says nothing of another. */
export const simdHash = '97a0a61e90fb6d71';
