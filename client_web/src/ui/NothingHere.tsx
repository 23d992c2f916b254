import type { JSX } from "preact";
import { words } from "../words/words.ts";
import { PlaceLink } from "./door/PlaceLink.tsx";

/** A place that is not there, or not for this person: the same answer for both, and the way home. */
export function NothingHere(): JSX.Element {
  const { nothing } = words.places;
  return (
    <div class="page narrow">
      <h1 tabIndex={-1}>{nothing.title}</h1>
      <p>{nothing.means}</p>
      <div>
        <PlaceLink to={{ name: "home" }} label={nothing.home} button />
      </div>
    </div>
  );
}
