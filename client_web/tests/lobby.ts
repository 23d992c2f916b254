import type { LobbyHttp, Therapist } from "../src/state/lobby_http.ts";
import type { Answered } from "../src/state/ports.ts";

const BUILD = { hash: Array.from({ length: 16 }, (_, n) => (0x1a00 + n * 2_311).toString(16)), lists: true };

/** A practice that nobody has put anything into, but for `more`. */
export function lobbyOf(more: Partial<LobbyHttp> = {}): LobbyHttp {
  const yes = <T>(value: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value });
  return { directory: () => yes([]), policies: () => yes([]), warn: () => yes(null), build: () => yes(BUILD), ...more };
}

const NAMES = [
  "Dr. Amara Okafor",
  "Jun Watanabe",
  "María José Fernández-Villanueva de la Torre",
  "Tom Weller",
  "Ines Kaya",
];
const APPROACHES = ["cognitive-behavioral", "trauma-informed", "couples", "mindfulness", "psychodynamic"];
const LANGUAGES = ["en-US", "es-MX", "ja", "tr", "de"];

/** So many therapists, each of them another one. */
export function therapists(count: number): readonly Therapist[] {
  return Array.from({ length: count }, (_, at) => ({
    therapist: String(at).padStart(22, "A"),
    name: `${NAMES[at % 5] ?? ""}${at < 5 ? "" : ` ${String(at)}`}`,
    credentials: at % 3 === 0 ? "PhD, Licensed Psychologist (CA 20418)" : "LCSW, New York",
    approaches: [APPROACHES[at % 5] ?? "", APPROACHES[(at + 1) % 5] ?? ""],
    languages: [LANGUAGES[0] ?? "", ...(at % 2 === 0 ? [LANGUAGES[(at + 1) % 5] ?? ""] : [])],
    about:
      "I work slowly, and I like to write. Many people who come to me have been carrying something for a long time, and have told nobody.\n\nWe begin with what is hardest today. You decide what we look at, and when it is enough.",
    photo: at % 2 === 0 ? "/messaging/v1/directory/photo/AAAAAAAAAAAAAAAAAAAAAA" : null,
  }));
}
