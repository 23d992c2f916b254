import { defineConfig } from "vite";

/** The page. The crypto worker is built apart (vite.worker.config.ts): its URL is a constant of the content security policy. */
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2023",
    outDir: "dist",
    emptyOutDir: true,
    // Inlined files would be data: URLs, and the polyfill an inline script: the policy allows neither.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
});
