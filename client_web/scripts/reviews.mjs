// Says which lines of crisis help were reviewed too long ago. A warning, not an error: no build fails because time passes.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FILE = fileURLToPath(new URL("../src/words/english/crisis.ts", import.meta.url));
const source = readFileSync(FILE, "utf8");
const days = Number(/REVIEW_DAYS = (\d+)/.exec(source)?.[1]);

for (const [, name, reviewed] of source.matchAll(/name: "([^"]+)"[^{}]*reviewed: "([\d-]+)"/g)) {
  const age = Math.floor((Date.now() - Date.parse(reviewed ?? "")) / 86_400_000);
  if (age > days)
    console.warn(`crisis help: "${name ?? ""}" was last reviewed ${age} days ago (src/words/english/crisis.ts)`);
}
