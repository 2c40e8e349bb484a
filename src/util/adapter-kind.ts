/** Adapters that want different rewrites and kernels: software on a CPU, or a GPU. */
export type AdapterKind = 'software' | 'hardware';
