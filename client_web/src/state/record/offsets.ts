/** How far a time zone is ahead of UTC, and when that changes (crypto.md §13.2). */

const MINUTE_MS = 60_000;
const STEP_MS = 7 * 86_400_000;

/** [from (time), minutes ahead of UTC], rising, the first from 0, for all times from `first` to `last`. */
export function offsetsOf(first: number, last: number, ahead: (time: number) => number): [number, number][] {
  const offsets: [number, number][] = [[0, ahead(first)]];
  for (let at = first; at < last; at += STEP_MS) {
    const next = Math.min(at + STEP_MS, last);
    if (ahead(next) !== ahead(at)) offsets.push([changeBetween(at, next, ahead), ahead(next)]);
  }
  return offsets;
}

/** Minutes ahead of UTC where this page is looked at. */
export function aheadHere(time: number): number {
  return -new Date(time).getTimezoneOffset();
}

/** The first whole minute at which what holds at `after` holds. */
function changeBetween(before: number, after: number, ahead: (time: number) => number): number {
  let [low, high] = [Math.floor(before / MINUTE_MS), Math.ceil(after / MINUTE_MS)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (ahead(middle * MINUTE_MS) === ahead(after)) high = middle;
    else low = middle;
  }
  return high * MINUTE_MS;
}
