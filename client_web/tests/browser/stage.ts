import { createServer, type Server } from "node:http";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { build } from "vite";
import { makeFixture } from "./fixture.ts";
import type { Measured } from "./page.ts";

/** A real browser, the built worker and the service's own content security policy. */

/** The policy of the service, word for word where it concerns scripts and workers. */
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types crypto-worker";

const HTML = '<!doctype html><title>stage</title><script type="module" src="/page.js"></script>';
const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript",
  html: "text/html",
  bin: "application/octet-stream",
};

/** The browser to test with; null when there is none. */
export const BROWSER =
  ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
    .map((name) => `/usr/bin/${name}`)
    .find(existsSync) ?? null;

export interface Shown extends Measured {
  readonly violations: readonly string[];
}

/** Opens a record of `messages` lines in Chromium, `batch` entries at a time. */
export async function openRecord(messages: number, batch: number): Promise<Shown> {
  const folder = await mkdtemp(join(tmpdir(), "stage-"));
  try {
    await buildStage(folder);
    await writeFile(join(folder, "fixture.bin"), await makeFixture(messages));
    return await show(folder, batch);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function buildStage(folder: string): Promise<void> {
  const inputs = { "page.js": "tests/browser/page.ts", "crypto-worker.js": "src/worker/crypto.worker.ts" };
  for (const [name, input] of Object.entries(inputs)) {
    await build({
      configFile: false,
      logLevel: "error",
      build: {
        outDir: folder,
        emptyOutDir: false,
        copyPublicDir: false,
        modulePreload: false,
        rolldownOptions: { input, output: { entryFileNames: name, codeSplitting: false } },
      },
    });
  }
  await writeFile(join(folder, "index.html"), HTML);
}

async function show(folder: string, batch: number): Promise<Shown> {
  const server = await serveFolder(folder);
  const browser = await chromium.launch({ executablePath: BROWSER ?? "", args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const violations: string[] = [];
    page.on("console", (message) => void violations.push(message.text()));
    page.on("pageerror", (error) => void violations.push(error.message));
    await page.goto(`http://localhost:${portOf(server)}/index.html`);
    const measured = await page.evaluate(
      (size) => (globalThis as unknown as { run(batch: number): Promise<Measured> }).run(size),
      batch,
    );
    return { ...measured, violations };
  } finally {
    await browser.close();
    server.close();
  }
}

function serveFolder(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const name = (request.url ?? "/").slice(1);
    readFile(join(folder, name)).then(
      (bytes) => {
        const type = TYPES[name.split(".").at(-1) ?? ""] ?? "text/plain";
        response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": POLICY }).end(bytes);
      },
      () => response.writeHead(204).end(),
    );
  });
  return new Promise((resolve) => {
    server.listen(0, "localhost", () => {
      resolve(server);
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
