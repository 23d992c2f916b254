const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 of well-formed text; a lone surrogate becomes U+FFFD. */
export function toUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/**
 * Text of UTF-8 bytes, a byte order mark kept as a character.
 *
 * @throws TypeError when the bytes are not UTF-8
 */
export function fromUtf8(bytes: Uint8Array): string {
  return strict.decode(bytes);
}
