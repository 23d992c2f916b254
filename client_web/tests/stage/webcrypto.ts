/** The browser's own, where the tests' world asks Node for it. */
export const webcrypto = globalThis.crypto;
