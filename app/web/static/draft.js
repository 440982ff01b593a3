// What was typed and not sent yet. It is saved at every change; what cannot be saved is kept in this browser, and said so.

import { say, send } from "./posting.js";

const PAUSE = 400; // ms after the last key
const AGAIN = 4000; // ms until what could not be saved is tried again

export class Draft {
  // `onStale(stands)`: the same person saved something else meanwhile; `stands` is what is kept there.
  constructor(desk, onStale) {
    this.at = desk.dataset.at;
    this.zone = desk.dataset.zone;
    this.mine = desk.dataset.mine === "yes";
    this.version = Number(desk.dataset.draft);
    this.line = desk.querySelector("#saved");
    this.form = desk.querySelector("#decision");
    this.onStale = onStale;
    this.begun = JSON.parse(desk.dataset.typed || "{}");
    this.fields = new Map((this.begun.fields ?? []).map(([evidence, name, value]) => [`${evidence} ${name}`, value]));
    this.decision = this.begun.decision ?? [];
    this.timer = null;
    this.sending = false;
    this.dirty = false;
    this.form?.addEventListener("input", () => this.changed());
    addEventListener("online", () => this.dirty && this.save());
    addEventListener("focus", () => this.dirty && this.save());
  }

  get key() {
    return `proofdesk.draft ${this.at}`;
  }

  // What an earlier page of this tab could not save; null when there is none, or it is older than what is kept.
  rescued() {
    try {
      const found = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
      return found && Array.isArray(found.fields) ? found : null;
    } catch {
      return null;
    }
  }

  of(evidence, name) {
    return this.fields.get(`${evidence} ${name}`);
  }

  put(evidence, name, value) {
    this.fields.set(`${evidence} ${name}`, value);
    this.changed();
  }

  drop(evidence, name) {
    if (this.fields.delete(`${evidence} ${name}`)) this.changed();
  }

  changed() {
    if (!this.mine) return;
    this.dirty = true;
    this.#keep();
    this.#told("saving");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  written() {
    const decision = this.form ? [...new FormData(this.form)].filter(([name]) => !["csrf", "key", "answer"].includes(name)) : this.decision;
    return { fields: [...this.fields].map(([key, value]) => [...key.split(" "), value]), decision };
  }

  async save() {
    if (this.sending || !this.mine) return;
    clearTimeout(this.timer);
    this.sending = true;
    this.dirty = false;
    try {
      const answer = await send(`${this.at}/draft`, { version: this.version, draft: JSON.stringify(this.written()) });
      this.version = answer.version;
      if (!this.dirty) this.#forget();
      this.#told("saved", { time: clock(this.zone) });
    } catch (trouble) {
      this.dirty = true;
      if (trouble.kind === "stale" && trouble.answer.stands) this.onStale(trouble.answer.stands);
      else {
        this.#told(["over", "off"].includes(trouble.kind) ? trouble.kind : "offline");
        this.timer = setTimeout(() => this.save(), AGAIN);
      }
    } finally {
      this.sending = false;
    }
    if (this.dirty && this.line.dataset.state === "saved") this.changed();
  }

  // After a conflict was settled: what is here is what counts, on top of `version`.
  onTop(version) {
    this.version = version;
    this.dirty = true;
    return this.save();
  }

  #keep() {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ ...this.written(), version: this.version }));
    } catch { /* it is still in the page */ }
  }

  #forget() {
    try {
      sessionStorage.removeItem(this.key);
    } catch { /* nothing was kept */ }
  }

  #told(state, values) {
    this.line.dataset.state = state;
    this.line.textContent = say(state, values);
    this.line.classList.toggle("bad", ["offline", "over", "off"].includes(state));
  }
}

// By the person's clock; by that of this machine where they chose none, or the browser does not know it.
function clock(zone) {
  const told = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  try {
    return new Intl.DateTimeFormat("en-GB", { ...told, timeZone: zone || undefined }).format(new Date());
  } catch {
    return new Intl.DateTimeFormat("en-GB", told).format(new Date());
  }
}
