// Files that Vite gives as URLs, and `import.meta.env`.
/// <reference types="vite/client" />
