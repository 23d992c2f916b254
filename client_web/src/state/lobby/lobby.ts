import { signal } from "@preact/signals-core";
import type { Device, Policy } from "../identity_http.ts";
import { everyPolicy } from "../policies.ts";
import { Directory } from "./directory.ts";
import type { Build, LobbyHttp, Therapist } from "../lobby_http.ts";
import { Reading } from "./loaded.ts";
import { Report } from "./report.ts";

/** What stands open to everyone, signed in or not. */
export class Lobby {
  readonly directory: Directory;
  readonly policies: Reading<readonly Policy[]>;
  readonly report: Report;
  readonly build: Reading<Build>;
  /** Whom somebody who signs up would like to see. It lives as long as this page, and is nowhere but here until they say so. */
  readonly wish = signal<Therapist | null>(null);

  constructor(http: LobbyHttp, device: Device) {
    this.directory = new Directory(http);
    this.policies = new Reading(() => everyPolicy(http));
    this.build = new Reading(() => http.build());
    this.report = new Report(http, device);
  }
}
