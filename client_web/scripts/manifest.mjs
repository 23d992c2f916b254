// Pins the page's script and style by their hashes (SRI), and writes manifest.json into the build: the SHA-256 of every file by its path,
// sorted. The last step of `npm run build`.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const NAME = "manifest.json";
const dist = process.argv[2] ?? fileURLToPath(new URL("../dist", import.meta.url));

const page = join(dist, "index.html");
const pinned = readFileSync(page, "utf8").replace(
  /<(?:script|link)(?![^>]*\sintegrity=)(?=[^>]*\s(?:src|href)="\/(assets\/[^"]+)")/g,
  (tag, path) => {
    const hash = createHash("sha384")
      .update(readFileSync(join(dist, path)))
      .digest("base64");
    return `${tag} integrity="sha384-${hash}"`;
  },
);
writeFileSync(page, pinned);

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
