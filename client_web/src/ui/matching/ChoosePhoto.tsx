import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { words } from "../../words/words.ts";
import { Photo } from "./Photo.tsx";
import { drawnAnew } from "./picture.ts";

/** A picture from this device, drawn anew before anyone gets it. */
export function ChoosePhoto(props: {
  readonly photo: Uint8Array | null;
  readonly name: string;
  readonly onPhoto: (photo: Uint8Array | null) => void;
}): JSX.Element {
  const said = words.matching.profile;
  const id = useId();
  const [wrong, setWrong] = useState(false);
  const { photo, onPhoto } = props;
  const choose = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const drawn = await drawnAnew(file);
    setWrong(drawn === null);
    if (drawn !== null) onPhoto(drawn);
  };
  return (
    <div class="field">
      <label for={id}>{said.photo}</label>
      <span class="hint" id={`${id}-hint`}>
        {said.photoHint}
      </span>
      {wrong && (
        <span class="wrong" role="alert">
          {said.photoWrong}
        </span>
      )}
      {photo !== null && <Photo photo={photo} label={said.photoOf(props.name)} />}
      <input
        class="file"
        id={id}
        type="file"
        accept="image/*"
        aria-describedby={`${id}-hint`}
        onChange={(event) => void choose(event.currentTarget.files?.[0])}
      />
      {photo !== null && (
        <div>
          <button
            class="button"
            type="button"
            onClick={() => {
              onPhoto(null);
            }}
          >
            {said.removePhoto}
          </button>
        </div>
      )}
    </div>
  );
}
