// Files that Vite gives as URLs.
declare module '*.svg' {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: what Vite makes of a file has only this.
  export default url;
}
declare module '*.png' {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: what Vite makes of a file has only this.
  export default url;
}
declare module '*.css';
