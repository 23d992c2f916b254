// Writes manifest.json into the build: the SHA-256 of every file by its path, sorted. The last step of `npm run build`.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const NAME = "manifest.json";
const dist = process.argv[2] ?? fileURLToPath(new URL("../dist", import.meta.url));

const paths = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(dist, join(entry.parentPath, entry.name)).split(sep).join("/"))
  .filter((path) => path !== NAME)
  .sort();

const hashes = paths.map((path) => [
  path,
  createHash("sha256")
    .update(readFileSync(join(dist, path)))
    .digest("hex"),
]);
writeFileSync(join(dist, NAME), `${JSON.stringify(Object.fromEntries(hashes), null, 1)}\n`);
