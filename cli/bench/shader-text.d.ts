// Shaders of bench/ as text, as Vite gives them.
declare module '*.wgsl?raw' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: what Vite makes of a file has only this.
  export default text;
}
