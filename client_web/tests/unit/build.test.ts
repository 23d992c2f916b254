import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build } from "vite";

const HOME = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

/** What `npm run build` does, into a folder of its own. */
async function buildInto(outDir: string): Promise<void> {
  const common = { root: HOME, mode: "production", logLevel: "error" as const };
  await build({ ...common, configFile: join(HOME, "vite.config.ts"), build: { outDir } });
  await build({ ...common, configFile: join(HOME, "vite.worker.config.ts"), build: { outDir } });
  await run(process.execPath, [join(HOME, "scripts/manifest.mjs"), outDir]);
}

async function read(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, "latin1")));
  return new Map(files.map((file, n) => [file.slice(folder.length + 1), texts[n] ?? ""]));
}

describe("the build", () => {
  let folder = "";
  let files: ReadonlyMap<string, string> = new Map();
  let again: ReadonlyMap<string, string> = new Map();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "build-"));
    await buildInto(join(folder, "one"));
    await buildInto(join(folder, "two"));
    [files, again] = [await read(join(folder, "one")), await read(join(folder, "two"))];
  });

  afterAll(() => rm(folder, { recursive: true }));

  it("comes out the same twice, byte by byte", () => {
    expect([...again.keys()].sort()).toEqual([...files.keys()].sort());
    for (const [path, text] of files) expect(again.get(path) === text, path).toBe(true);
  });

  it("has a manifest that names every file but itself", () => {
    const manifest = JSON.parse(files.get("manifest.json") ?? "{}") as Record<string, string>;
    expect(Object.keys(manifest)).toEqual([...files.keys()].filter((path) => path !== "manifest.json").sort());
    for (const hash of Object.values(manifest)) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("has a page that the content security policy allows: no script, style or handler of its own", () => {
    const page = files.get("index.html") ?? "";
    expect(page).toMatch(/<script[^>]+src="\/assets\/[^"]+"/);
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|data:/i);
  });

  it("has a page that pins its script and its style: others are not taken in their place", () => {
    const tags = [...(files.get("index.html") ?? "").matchAll(/<(?:script|link)[^>]+"\/(assets\/[^"]+)"[^>]*>/g)];
    expect(tags.map(([, path]) => path?.split(".").at(-1)).sort()).toEqual(["css", "js"]);
    for (const [tag, path = ""] of tags) {
      const hash = createHash("sha384").update(Buffer.from(files.get(path) ?? "", "latin1"));
      expect(tag).toContain(` integrity="sha384-${hash.digest("base64")}"`);
    }
  });

  it("makes no code of text, anywhere", () => {
    const scripts = [...files].filter(([path]) => path.endsWith(".js"));
    expect(scripts.length).toBeGreaterThanOrEqual(2);
    for (const [path, text] of scripts)
      expect(/\beval\s*\(|\bnew Function\b|importScripts/.test(text), path).toBe(false);
  });

  it("has the machinery of keys in the worker alone: the page starts without it", () => {
    const holding = [...files].filter(([path, text]) => path.endsWith(".js") && text.includes("crypto_pwhash"));
    expect(holding.map(([path]) => path)).toEqual(["crypto-worker.js"]);
  });

  it("has the worker at its constant address, in one piece but for what draws and locks a copy of the record", () => {
    const worker = files.get("crypto-worker.js") ?? "";
    expect(worker.length).toBeGreaterThan(100_000);
    expect(worker).not.toMatch(/^import\b|\bfrom\s*["']\./m);
    // "crypto" of Node is looked for by a library where a browser's is missing: never here, and then it is empty.
    const fetched = [...worker.matchAll(/\bimport\s*\(\s*["'`]([^"'`]*)/g)].map(([, path]) => path ?? "");
    const own = [...new Set(fetched)].filter((path) => !path.includes("__vite-browser-external"));
    expect(own.map((path) => /^\.\/assets\/([a-z]+)-[^/]+\.js$/.exec(path)?.[1]).sort()).toEqual(["bindery", "lock"]);
    expect([...files.keys()].filter((path) => path.endsWith(".ttf"))).toHaveLength(1);
  });
});
