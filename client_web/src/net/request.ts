import type { Answered, Refusal } from "../state/ports.ts";

/** Longer than this, and a service that does not answer is one that cannot be reached. */
const PATIENCE_MS = 15_000;

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
  let response: Response;
  try {
    response = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      keepalive: lasting === true,
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
    });
  } catch {
    return { ok: false, refusal: { kind: "unreachable" }, problem: null };
  }
  return read(response, parse);
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
