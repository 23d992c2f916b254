import { useSignal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import type { FormName } from "../state/forms.ts";
import { useDesk } from "./me/desk.ts";

/** What somebody fills in, and what becomes of it. */
export interface KeptForm<T> {
  readonly value: T;
  /** It stood here before: somebody comes back to what they had begun. */
  readonly back: boolean;
  readonly change: (changed: Partial<T>) => void;
  /** Takes one field. */
  readonly on: <K extends keyof T>(name: K) => (value: T[K]) => void;
  /** It was sent, or given up: nothing of it is kept, and it stands as it began. */
  readonly done: () => void;
  /** It was sent, and what stands in it is what it begins with from now on. */
  readonly stands: () => void;
  /** Seals it now, without waiting for a pause in writing. */
  readonly keep: () => void;
}

/**
 * The fields of a form, kept sealed on this device as they are filled in (crypto.md §3.10): back after a sign-out, a reload, or a way to
 * elsewhere. `of`: what it is about, as an id. No password, no code and no file belongs into `first`.
 */
export function useKeptForm<T extends object>(name: FormName, of: string | null, first: () => T): KeptForm<T> {
  const desk = useDesk();
  const loose = useSignal("");
  const [blank, setBlank] = useState(first);
  const begunHere = useRef(false);
  const draft = desk?.drafts.forms.of(name, of) ?? null;
  const text = (draft?.text ?? loose).value;
  const write = (written: string): void => {
    if (draft === null) loose.value = written;
    else draft.write(written);
  };
  const value = fill(blank, text);
  const done = (): void => {
    begunHere.current = false;
    loose.value = "";
    draft?.sent(Promise.resolve(true));
  };
  const change = (changed: Partial<T>): void => {
    const before = (draft?.text ?? loose).peek();
    if (before === "") begunHere.current = true;
    const now = JSON.stringify({ ...fill(blank, before), ...changed });
    write(now === JSON.stringify(blank) ? "" : now);
  };
  return {
    value,
    back: text !== "" && !begunHere.current,
    change,
    on: (name) => (value) => {
      change({ [name]: value } as unknown as Partial<T>);
    },
    done,
    stands: () => {
      setBlank(value);
      done();
    },
    keep: () => {
      void draft?.flush();
    },
  };
}

/** What was kept in the place of what a form begins with, as far as it is of the same kind: an older page may have kept it. */
function fill<T extends object>(blank: T, text: string): T {
  const kept = parsed(text);
  const same = Object.entries(blank).filter(([name, value]) => name in kept && isLike(value, kept[name]));
  return { ...blank, ...Object.fromEntries(same.map(([name]) => [name, kept[name]])) };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const kept: unknown = JSON.parse(text === "" ? "{}" : text);
    return typeof kept === "object" && kept !== null ? (kept as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

/** What may be nothing may be text. */
function isLike(one: unknown, other: unknown): boolean {
  if (one === null) return other === null || typeof other === "string";
  if (other === null) return false;
  return typeof one === typeof other && Array.isArray(one) === Array.isArray(other);
}
