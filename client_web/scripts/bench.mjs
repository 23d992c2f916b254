// Opens a record of 10,000 messages in Chromium, 200 at a time, and prints what it took: `npm run bench`.
import { runnerImport } from "vite";

const { module: setup } = await runnerImport("/src/crypto/sodium.ts");
await setup.prepare();
const { module: stage } = await runnerImport("/tests/browser/stage.ts");
const messages = Number(process.argv[2] ?? 10_000);
const shown = await stage.openRecord(messages, 200);
console.log(JSON.stringify({ ...shown, perMessageMs: shown.openMs / messages }, null, 1));
