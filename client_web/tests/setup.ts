import { prepare } from "../src/crypto/sodium.ts";
import { stretchOnce } from "./stretched.ts";

await prepare();
stretchOnce(new Map());
