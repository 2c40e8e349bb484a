// What Vite says of the build.
interface ImportMetaEnv {
  /** False in the built pages. */
  readonly DEV: boolean;
}
interface ImportMeta {
  readonly env: ImportMetaEnv;
}
