import { defineConfig } from "vite";

/** The crypto worker: one self-contained file at the constant URL /crypto-worker.js. */
export default defineConfig({
  build: {
    target: "es2023",
    outDir: "dist",
    emptyOutDir: false,
    copyPublicDir: false,
    chunkSizeWarningLimit: 1000, // libsodium is one file on purpose
    modulePreload: false,
    rolldownOptions: {
      input: "src/worker/crypto.worker.ts",
      output: { entryFileNames: "crypto-worker.js", codeSplitting: false },
    },
  },
});
