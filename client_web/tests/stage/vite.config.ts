import { defineConfig } from "vite";

/** The views with a practice in memory, to be looked at in every state: `vite build --config tests/stage/vite.config.ts`. */
export default defineConfig({
  root: "tests/stage",
  publicDir: "../../public",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  resolve: { alias: { "node:crypto": new URL("./webcrypto.ts", import.meta.url).pathname } },
  build: {
    target: "es2023",
    outDir: "../../dist-stage",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
  },
});
