/** Tabs of this browser tell each other apart by a lock that each holds on its own instance for as long as it lives. */

let mine: string | null = null;

/** Holds this tab's lock until the tab is gone, or the answer is called. */
export function stayAlive(instance: string): () => void {
  mine = instance;
  return hold(`instance ${instance}`);
}

function hold(name: string): () => void {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  void navigator.locks.request(name, () => held);
  return release;
}

/** Whether another tab of this browser is signed in. */
export async function anyAlive(): Promise<boolean> {
  const { held } = await navigator.locks.query();
  return (held ?? []).some((lock) => lock.name?.startsWith("instance ") === true);
}

/** Whether another tab with this instance is open. One's own tab does not count: a page knows what it is sending. */
export async function isAlive(instance: string): Promise<boolean> {
  if (instance === mine) return false;
  const { held } = await navigator.locks.query();
  return (held ?? []).some((lock) => lock.name === `instance ${instance}`);
}
