import { defineConfig } from "vite";

/** The crypto worker: one self-contained file at the constant URL /crypto-worker.js; what draws a copy of the record is fetched when needed. */
export default defineConfig({
  build: {
    target: "es2023",
    outDir: "dist",
    emptyOutDir: false,
    copyPublicDir: false,
    chunkSizeWarningLimit: 1000, // libsodium is one file on purpose
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: "src/worker/crypto.worker.ts",
      output: { entryFileNames: "crypto-worker.js" },
    },
  },
});
