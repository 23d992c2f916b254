/** Tabs of this browser tell each other apart by a lock that each holds on its own instance for as long as it lives. */

let mine: string | null = null;

/** Holds this tab's lock until the tab is gone. */
export function stayAlive(instance: string): void {
  mine = instance;
  const forever = new Promise<never>(() => undefined);
  navigator.locks.request(`instance ${instance}`, () => forever).catch(() => undefined);
}

/** Whether another tab with this instance is open. One's own tab does not count: a page knows what it is sending. */
export async function isAlive(instance: string): Promise<boolean> {
  if (instance === mine) return false;
  const { held } = await navigator.locks.query();
  return (held ?? []).some((lock) => lock.name === `instance ${instance}`);
}
