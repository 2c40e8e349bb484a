// The parser's types, for its module: what its package names first is no module to Node.
declare module 'wgsl_reflect/wgsl_reflect.module.js' {
  export * from 'wgsl_reflect';
}
