import type { JSX } from "preact";
import type { Therapist } from "../../state/lobby_http.ts";
import { Icon } from "../Icon.tsx";

/** The picture beside a name, which says all there is to say. Its room is kept while it comes, and when there is none. */
export function Portrait(props: { readonly of: Therapist; readonly large?: boolean }): JSX.Element {
  const { photo } = props.of;
  const size = props.large === true ? 128 : 72;
  return (
    <span class={props.large === true ? "portrait large" : "portrait"}>
      {photo === null ? (
        <Icon name="person" />
      ) : (
        <img src={photo} alt="" width={size} height={size} loading="lazy" decoding="async" />
      )}
    </span>
  );
}
