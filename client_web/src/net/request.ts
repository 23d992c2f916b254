import type { Answered, Refusal } from "../state/ports.ts";

/** Longer than this, and a service that does not answer is one that cannot be reached. */
const PATIENCE_MS = 15_000;
/** A chunk is a quarter of a megabyte: whoever cannot send it in a minute begins anew with the next attempt. */
const TRANSFER_MS = 60_000;

interface Request<T> {
  readonly path: string;
  /** Absent: GET. */
  readonly body?: object;
  readonly parse: (value: unknown) => T;
  /** Goes on when the page goes away. */
  readonly lasting?: boolean;
}

/** A no together with its problem document, which some carry the next question in (protocol.md §1.1). */
export type Exchanged<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal; readonly problem: unknown };

/** One request to the service's own origin. It never fails: no answer is `unreachable`, an unreadable one is the service's fault. */
export async function request<T>(asked: Request<T>): Promise<Answered<T>> {
  const answer = await exchange(asked);
  return answer.ok ? answer : { ok: false, refusal: answer.refusal };
}

/** The same, with the problem document. */
export async function exchange<T>({ path, body, parse, lasting }: Request<T>): Promise<Exchanged<T>> {
  const response = await ask(path, PATIENCE_MS, {
    method: body === undefined ? "GET" : "POST",
    keepalive: lasting === true,
    ...(body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  return response === null ? { ok: false, refusal: { kind: "unreachable" }, problem: null } : read(response, parse);
}

/** Puts a chunk of a file (protocol.md §1.5), or gets one when there is none to put. */
export async function transfer(path: string, chunk: Uint8Array<ArrayBuffer> | null): Promise<Answered<Uint8Array>> {
  const put = { method: "PUT", headers: { "Content-Type": "application/octet-stream" }, body: chunk };
  const response = await ask(path, TRANSFER_MS, chunk === null ? { method: "GET" } : put);
  if (response === null) return { ok: false, refusal: { kind: "unreachable" } };
  try {
    if (response.ok) return { ok: true, value: new Uint8Array(await response.arrayBuffer()) };
    return { ok: false, refusal: refusalOf(response, await response.json()) };
  } catch {
    return { ok: false, refusal: refusalOf(response, null) };
  }
}

/** The page's one way to ask anything of anyone: its own origin. Null when there is no answer. */
async function ask(path: string, patience: number, init: RequestInit): Promise<Response | null> {
  try {
    return await fetch(path, {
      ...init,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    return null;
  }
}

async function read<T>(response: Response, parse: (value: unknown) => T): Promise<Exchanged<T>> {
  try {
    const text = await response.text();
    if (response.ok) return { ok: true, value: parse(text === "" ? null : JSON.parse(text)) };
    const problem: unknown = JSON.parse(text);
    return { ok: false, refusal: refusalOf(response, problem), problem };
  } catch {
    return { ok: false, refusal: refusalOf(response, null), problem: null };
  }
}

/** A problem document (RFC 9457) as a refusal; anything else is a fault of the service. */
function refusalOf(response: Response, problem: unknown): Refusal {
  const type = typeof problem === "object" && problem !== null && "type" in problem ? problem.type : null;
  const code = typeof type === "string" && type.startsWith("urn:webtherapy:") ? type.slice(15) : "try_again";
  const retryAfter = Number(response.headers.get("Retry-After") ?? "0") || 0;
  const reason = typeof problem === "object" && problem !== null && "reason" in problem ? problem.reason : null;
  const refusal = { kind: "refused", code, status: response.status, retryAfter } as const;
  return typeof reason === "string" ? { ...refusal, reason } : refusal;
}
