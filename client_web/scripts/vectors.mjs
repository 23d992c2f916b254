// Writes anew what draws its own randomness and so is made only once: `npm run vectors [sealed | granted | handed | notices | packaged | worded]`, all unless one is named.
import { webcrypto } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer } from "vite";

const server = await createServer({
  server: { middlewareMode: true, watch: null },
  appType: "custom",
  optimizeDeps: { noDiscovery: true },
});
const { prepare } = await server.ssrLoadModule("/src/crypto/sodium.ts");
const { makeChain } = await server.ssrLoadModule("/tests/vectors/chain.ts");
const { makeGrant } = await server.ssrLoadModule("/tests/vectors/grant.ts");
const { makeHanded } = await server.ssrLoadModule("/tests/vectors/handed.ts");
const { makeNotices } = await server.ssrLoadModule("/tests/vectors/notices.ts");
const { makePackages } = await server.ssrLoadModule("/tests/vectors/packaged.ts");
const { makeWords } = await server.ssrLoadModule("/tests/vectors/worded.ts");
await prepare();

const makers = {
  sealed: makeChain,
  granted: makeGrant,
  handed: makeHanded,
  notices: makeNotices,
  packaged: makePackages,
  worded: makeWords,
};
for (const [name, make] of Object.entries(makers)) {
  if ((process.argv[2] ?? name) !== name) continue;
  const made = await make((/** @type {number} */ length) => webcrypto.getRandomValues(new Uint8Array(length)));
  const target = new URL(`../../tests/vectors/${name}_by_typescript.json`, import.meta.url);
  writeFileSync(target, `${JSON.stringify(made, null, 1)}\n`);
}
await server.close();
