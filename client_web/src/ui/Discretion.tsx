import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Desk } from "../state/desk.ts";
import { hide } from "../state/discretion.ts";
import type { Hidden } from "../state/discretion.ts";
import { words } from "../words/words.ts";

const ALL: readonly (keyof Hidden)[] = ["presence", "reading"];

/** What this person lets others see of them. A choice is kept at once; one that cannot be kept is not shown as if it were. */
export function Discretion({ desk }: { readonly desk: Desk }): JSX.Element {
  const [failed, fail] = useState(false);
  const { discretion } = words;
  const hidden = desk.discretion.hidden.value;
  const show = async (what: keyof Hidden, box: HTMLInputElement): Promise<void> => {
    fail(false);
    const kept = await hide(desk, what, !box.checked);
    fail(!kept);
    box.checked = !desk.discretion.hidden.peek()[what];
  };
  return (
    <fieldset class="choices">
      <legend>{discretion.title}</legend>
      {ALL.map((what) => (
        <label class="choice" key={what}>
          <input
            type="checkbox"
            checked={!hidden[what]}
            onChange={(event) => {
              void show(what, event.currentTarget);
            }}
          />
          <span>
            {discretion[what]}
            <span class="quiet small hint-line">{discretion[`${what}Means`]}</span>
          </span>
        </label>
      ))}
      <p class="wrong" role="status">
        {failed ? discretion.failed : ""}
      </p>
      <p class="quiet small">{discretion.where}</p>
    </fieldset>
  );
}
