import type { PasskeyOutcome, Passkeys } from "../state/ports.ts";

/**
 * Passkeys of this browser (crypto.md §3.8): the one place that speaks with navigator.credentials. The PRF input is the page's own,
 * whatever the options say; the PRF output is taken out of the credential before anyone else sees it.
 */
export const passkeys: Passkeys = {
  available: () => "PublicKeyCredential" in globalThis && "parseRequestOptionsFromJSON" in PublicKeyCredential,

  show: (options, input) =>
    asking(async () => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
        plain(options) as unknown as PublicKeyCredentialRequestOptionsJSON,
      );
      const credential = await get({ ...publicKey, extensions: evaluation(input) });
      return { credential: withoutPrf(credential), prfOutput: prfOf(credential) };
    }),

  create: (options, input) =>
    asking(async () => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
        plain(options) as unknown as PublicKeyCredentialCreationOptionsJSON,
      );
      const made = await navigator.credentials.create({ publicKey: { ...publicKey, extensions: evaluation(input) } });
      const credential = ofKind(made);
      const prfOutput = prfOf(credential) ?? (await evaluated(credential, publicKey.rp.id, input));
      return { credential: withoutPrf(credential), prfOutput };
    }),
};

/** Options without their extensions, which are ours to set. */
function plain(options: object): object {
  return { ...options, extensions: {} };
}

function evaluation(input: Uint8Array): AuthenticationExtensionsClientInputs {
  return { prf: { eval: { first: new Uint8Array(input) } } };
}

async function get(publicKey: PublicKeyCredentialRequestOptions): Promise<PublicKeyCredential> {
  return ofKind(await navigator.credentials.get({ publicKey }));
}

function ofKind(credential: Credential | null): PublicKeyCredential {
  if (credential instanceof PublicKeyCredential) return credential;
  throw new DOMException("no passkey", "NotAllowedError");
}

/** Many authenticators say at creation only that they could: then they are asked once more, and nobody else hears of it. */
async function evaluated(
  credential: PublicKeyCredential,
  rpId: string | undefined,
  input: Uint8Array,
): Promise<Uint8Array | null> {
  if (credential.getClientExtensionResults().prf?.enabled !== true) return null;
  const shown = await get({
    challenge: crypto.getRandomValues(new Uint8Array(32)),
    allowCredentials: [{ type: "public-key", id: credential.rawId }],
    userVerification: "required",
    extensions: evaluation(input),
    ...(rpId === undefined ? {} : { rpId }),
  });
  return prfOf(shown);
}

function prfOf(credential: PublicKeyCredential): Uint8Array | null {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  if (first === undefined) return null;
  return ArrayBuffer.isView(first)
    ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength)
    : new Uint8Array(first);
}

function withoutPrf(credential: PublicKeyCredential): object {
  const json = credential.toJSON() as { readonly clientExtensionResults?: object };
  return { ...json, clientExtensionResults: { ...json.clientExtensionResults, prf: undefined } };
}

async function asking(ask: () => Promise<Extract<PasskeyOutcome, { ok: true }>["value"]>): Promise<PasskeyOutcome> {
  if (!passkeys.available()) return { ok: false, reason: "unavailable" };
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    if (name === "NotAllowedError" || name === "AbortError") return { ok: false, reason: "cancelled" };
    return { ok: false, reason: name === "InvalidStateError" ? "already" : "failed" };
  }
}
