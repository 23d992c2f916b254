// Writes anew what draws its own randomness and so is made only once: `npm run vectors [sealed | granted | notices]`, all unless one is named.
import { webcrypto } from "node:crypto";
import { writeFileSync } from "node:fs";
import { runnerImport } from "vite";

const { module: sodium } = await runnerImport("/src/crypto/sodium.ts");
const { module: chain } = await runnerImport("/tests/vectors/chain.ts");
const { module: grant } = await runnerImport("/tests/vectors/grant.ts");
const { module: notices } = await runnerImport("/tests/vectors/notices.ts");
await sodium.prepare();

const makers = { sealed: chain.makeChain, granted: grant.makeGrant, notices: notices.makeNotices };
for (const [name, make] of Object.entries(makers)) {
  if ((process.argv[2] ?? name) !== name) continue;
  const made = await make((/** @type {number} */ length) => webcrypto.getRandomValues(new Uint8Array(length)));
  const target = new URL(`../../tests/vectors/${name}_by_typescript.json`, import.meta.url);
  writeFileSync(target, `${JSON.stringify(made, null, 1)}\n`);
}
