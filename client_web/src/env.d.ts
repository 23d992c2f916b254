// The core compiles without DOM, worker and Node types. These few names are the only ones of the outside world it may use;
// each exists in every browser, worker and Node that we support.

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label: "utf-8", options: { readonly fatal: boolean; readonly ignoreBOM: boolean });
  decode(bytes: Uint8Array): string;
}

// Named by the types of the HPKE packages; never touched by us.
declare interface CryptoKey {
  readonly type: string;
}
declare interface CryptoKeyPair {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
}
