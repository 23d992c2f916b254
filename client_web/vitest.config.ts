import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    include: ["tests/**/*.test.ts"],
    environment: "node",
    setupFiles: ["tests/setup.ts"],
    // A busy machine is no failure.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Every file starting from nothing costs as much again as all tests together; what a test makes, it makes for itself.
    isolate: false,
  },
});
