import { useEffect, useState } from "preact/hooks";

const EVERY_MS = 15_000;

/** The time, Unix milliseconds, kept up to date while a view stands: a session can be opened from one moment on. */
export function useNow(): number {
  const [now, set] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      set(Date.now());
    }, EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}
