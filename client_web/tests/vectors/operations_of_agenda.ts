import { agendaOf, opens } from "../../src/state/agenda.ts";
import type { Action, Said as Step } from "../../src/state/agenda.ts";
import { int, rows, text, type Given } from "./json.ts";
import type { Operations } from "./operations.ts";

function step(given: Given): Step {
  return {
    sender: text(given["sender"]),
    appointment: text(given["appointment"]),
    revision: int(given["revision"]),
    action: text(given["action"]) as Action,
    start: int(given["start"]),
    minutes: int(given["minutes"]),
    zone: "Europe/London",
    note: "",
  };
}

export const agenda: Operations = {
  agenda: (given) => {
    const times = given["times"] as number[];
    const steps = rows(given["said"]);
    return {
      agenda: [...agendaOf(steps.map(step)).values()].map((each) => ({
        appointment: each.appointment,
        revision: each.revision,
        proposer: each.proposer,
        standing: each.standing,
        start: each.start,
        minutes: each.minutes,
        opens: times.filter((now) => opens(each, now)),
      })),
    };
  },
};
