import { Alarm } from "./alarm.ts";

/**
 * A part of this build that few need, fetched when somebody does. It is gone once the service has moved on, and away where the network
 * is: then nothing is wrong with anybody's record, and the page has to be loaded again.
 */
export async function part<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch {
    throw new Alarm("no_part");
  }
}
