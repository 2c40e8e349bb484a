// All of the library that workers use, in one file: the entry `kindling/worker`.
export * from './index';
export * from './tools/index';
