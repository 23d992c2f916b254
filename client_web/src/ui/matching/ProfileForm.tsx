import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { isLanguage, MOST_APPROACHES, MOST_LANGUAGES } from "../../state/matching/form.ts";
import { saveOwnProfile } from "../../state/matching/profiles.ts";
import type { OwnProfile } from "../../state/matching/profiles.ts";
import type { Me } from "../../state/me/me.ts";
import { approaches as APPROACHES, approachName } from "../../words/english/approaches.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { useAct } from "../me/act.ts";
import { Done } from "../me/Done.tsx";
import { Submit } from "../Submit.tsx";
import { ChoosePhoto } from "./ChoosePhoto.tsx";
import { ProfilePreview } from "./ProfilePreview.tsx";

interface Typed {
  readonly name: string;
  readonly credentials: string;
  readonly approaches: readonly string[];
  readonly languages: string;
  readonly about: string;
}

function typedOf(own: OwnProfile | null): Typed {
  const { name = "", credentials = "", approaches = [], languages = [], about = "" } = own?.words ?? {};
  return { name, credentials, approaches, languages: languages.join(", "), about };
}

/** The words and the picture, with what everyone will see below. */
export function ProfileForm(props: {
  readonly me: Me;
  readonly own: OwnProfile | null;
  readonly onSaved: () => void;
}): JSX.Element {
  const act = useAct();
  const said = words.matching.profile;
  const { me, own, onSaved } = props;
  const kept = useKeptForm("profile", null, () => typedOf(own));
  const { name, credentials, approaches, languages, about } = kept.value;
  const [photo, setPhoto] = useState(own?.photo ?? null);
  const [wrong, setWrong] = useState(0);
  const [saved, setSaved] = useState(false);
  const codes = languages.split(",").flatMap((each) => each.trim() || []);
  const badLanguages = codes.length > MOST_LANGUAGES || !codes.every(isLanguage);
  const profile = {
    name: name.trim(),
    credentials: credentials.trim(),
    approaches,
    languages: codes,
    about: about.trim(),
  };
  const save = (): void => {
    const whole = profile.name !== "" && !badLanguages && approaches.length <= MOST_APPROACHES;
    setWrong(whole ? 0 : wrong + 1);
    setSaved(false);
    if (!whole) return;
    void act
      .run("making", () => saveOwnProfile(me.ports, profile, photo))
      .then((done) => {
        if (done === null) return;
        kept.stands();
        setSaved(true);
        onSaved();
      });
  };
  return (
    <>
      <Form onSubmit={save} wrong={wrong}>
        <Begun form={kept} />
        <Field
          label={said.name}
          hint={said.nameHint}
          wrong={wrong > 0 && profile.name === "" ? said.wrongName : null}
          value={name}
          onValue={kept.on("name")}
          attributes={{ name: "name", autocomplete: "name", spellcheck: false }}
        />
        <Field
          label={said.credentials}
          hint={said.credentialsHint}
          value={credentials}
          onValue={kept.on("credentials")}
          attributes={{ name: "credentials", autocomplete: "off", spellcheck: false }}
        />
        <Approaches chosen={approaches} onChosen={kept.on("approaches")} />
        <Field
          label={said.languages}
          hint={said.languagesHint}
          wrong={wrong > 0 && badLanguages ? said.wrongLanguages : null}
          value={languages}
          onValue={kept.on("languages")}
          attributes={{ name: "languages", autocomplete: "off", spellcheck: false, autocapitalize: "off" }}
        />
        <LongField
          label={said.about}
          hint={said.aboutHint}
          rows={8}
          optional
          value={about}
          onValue={kept.on("about")}
        />
        <ChoosePhoto photo={photo} name={profile.name} onPhoto={setPhoto} />
        {saved && <Done>{said.saved}</Done>}
        <MistakeNote mistake={act.mistake} shown="password" />
        <Submit label={said.save} work={act.work} />
      </Form>
      <section class="stack wide" aria-labelledby="preview">
        <h2 id="preview">{said.preview}</h2>
        <ProfilePreview profile={{ ...profile, languages: codes.filter(isLanguage) }} photo={photo} level={3} />
      </section>
    </>
  );
}

function Approaches(props: {
  readonly chosen: readonly string[];
  readonly onChosen: (chosen: readonly string[]) => void;
}): JSX.Element {
  const said = words.matching.profile;
  const { chosen, onChosen } = props;
  const offered = [...new Set([...Object.keys(APPROACHES), ...chosen])];
  return (
    <fieldset class="choices">
      <legend>{said.approaches}</legend>
      <p class={chosen.length > MOST_APPROACHES ? "wrong" : "quiet small"}>{said.approachesHint}</p>
      <div class="offered">
        {offered.map((word) => (
          <label key={word} class="choice">
            <input
              type="checkbox"
              checked={chosen.includes(word)}
              onChange={(event) => {
                const without = chosen.filter((each) => each !== word);
                onChosen(event.currentTarget.checked ? [...without, word] : without);
              }}
            />
            {approachName(word)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
