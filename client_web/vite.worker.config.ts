import { defineConfig } from "vite";

/** The crypto worker: one self-contained file at the constant URL /crypto-worker.js. */
export default defineConfig({
  build: {
    target: "es2023",
    outDir: "dist",
    emptyOutDir: false,
    copyPublicDir: false,
    rollupOptions: {
      input: "src/worker/crypto.worker.ts",
      output: { entryFileNames: "crypto-worker.js", codeSplitting: false },
    },
  },
});
