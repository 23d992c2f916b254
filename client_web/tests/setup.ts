import { prepare } from "../src/crypto/sodium.ts";

await prepare();
