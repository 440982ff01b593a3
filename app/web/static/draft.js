// What was typed and not sent yet. It is saved at every change, at the latest when the page is left; what cannot be saved
// is kept in this browser, and said so.

import { last, say, send } from "./posting.js";

const PAUSE = 400; // ms after the last key
const AGAIN = 4000; // ms until what could not be saved is tried again
const LAST_WORDS = 60000; // bytes a browser still sends for a page that is left

export class Draft {
  // `onStale(stands)`: the same person saved something else meanwhile; `stands` is what is kept there.
  constructor(desk, onStale) {
    this.at = desk.dataset.at;
    this.zone = desk.dataset.zone;
    this.person = desk.dataset.person;
    this.window = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    this.step = 0; // so many times this page saved
    this.mine = desk.dataset.mine === "yes";
    this.version = Number(desk.dataset.draft);
    this.line = desk.querySelector("#saved");
    this.form = desk.querySelector("#decision");
    this.asking = desk.querySelector("#asking");
    this.onStale = onStale;
    this.begun = JSON.parse(desk.dataset.typed || "{}");
    this.fields = new Map((this.begun.fields ?? []).map(([evidence, name, value]) => [`${evidence} ${name}`, value]));
    this.decision = this.begun.decision ?? [];
    this.timer = null;
    this.sending = false;
    this.dirty = false;
    this.under = Promise.resolve(); // the save that is on its way
    for (const form of [this.form, this.asking]) form?.addEventListener("input", () => this.changed());
    addEventListener("online", () => this.dirty && this.save());
    addEventListener("focus", () => this.dirty && this.save());
    addEventListener("pagehide", () => this.#left());
    document.addEventListener("visibilitychange", () => document.hidden && this.dirty && this.save());
  }

  get key() {
    return `proofdesk.draft ${this.person} ${this.at}`;
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

  get unsaved() {
    return this.dirty || this.sending;
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
    const fields = [...this.fields].map(([key, value]) => [...key.split(" "), value]);
    return { fields, decision, ask: this.#asked(), window: this.window, step: this.step };
  }

  // What an earlier page of this tab could not save is here again.
  rewritten({ decision, ask }) {
    for (const input of this.form?.elements ?? []) {
      const texts = (decision ?? []).filter(([name]) => name === input.name).map(([, text]) => text);
      if (["radio", "checkbox"].includes(input.type)) input.checked = texts.includes(input.value);
      else if (texts.length) input.value = texts[0];
    }
    if (this.asking && ask) [this.asking.elements.zh.value, this.asking.elements.en.value] = ask;
  }

  // Everything typed so far has arrived, or was tried once: the page may be left.
  async flush() {
    if (this.sending) await this.under;
    if (this.dirty) await this.save();
  }

  save() {
    if (!this.sending && this.mine) this.under = this.#saved();
    return this.under;
  }

  async #saved() {
    clearTimeout(this.timer);
    this.sending = true;
    this.dirty = false;
    this.step += 1;
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

  // The page goes. A save of it that is still on its way may come after these words: their number tells which are newer.
  #left() {
    if (!this.mine || !(this.dirty || this.sending)) return;
    this.step += 1;
    const draft = JSON.stringify(this.written());
    if (draft.length * 3 < LAST_WORDS) last(`${this.at}/draft`, { version: this.version, draft });
  }

  // The message to the customer, where it is not what was prefilled.
  #asked() {
    const texts = [this.asking?.elements.zh, this.asking?.elements.en].filter(Boolean);
    const own = this.asking?.dataset.own || texts.some((text) => text.value !== text.defaultValue);
    return own ? texts.map((text) => text.value) : null;
  }

  // After a conflict was settled: what is here is what counts, on top of `version`.
  onTop(version) {
    this.version = version;
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save()); // after the save that was refused is over
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
