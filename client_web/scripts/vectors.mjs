// Writes tests/vectors/sealed_by_typescript.json anew: `npm run vectors`. What draws its own randomness is made only once.
import { webcrypto } from "node:crypto";
import { writeFileSync } from "node:fs";
import { runnerImport } from "vite";

const { module: sodium } = await runnerImport("/src/crypto/sodium.ts");
const { module: chain } = await runnerImport("/tests/vectors/chain.ts");
await sodium.prepare();
const made = await chain.makeChain((/** @type {number} */ length) => webcrypto.getRandomValues(new Uint8Array(length)));
const target = new URL("../../tests/vectors/sealed_by_typescript.json", import.meta.url);
writeFileSync(target, `${JSON.stringify(made, null, 1)}\n`);
