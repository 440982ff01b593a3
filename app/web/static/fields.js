// The form beside the page: which field is looked at, what was typed, what was accepted, and how to take it back.

import { around, spelled } from "./matching.js";
import { say, send } from "./posting.js";
import { FINE, wordsOf } from "./words.js";

const ILLEGIBLE = "?"; // in a draft: somebody looked, and nobody can read it
const NARROW = matchMedia("(max-width: 860px)"); // the page lies above the form and hides what is behind it
const ROLES = ["verified", "yours", "failed", "changed", "absent"];

export class Fields {
  constructor(desk, pages, draft) {
    this.side = desk.querySelector("#side");
    this.strip = desk.querySelector(".strip");
    this.pages = pages;
    this.draft = draft;
    this.current = null;
    this.done = [];
    this.undone = [];
    this.sending = Promise.resolve();
    this.waiting = 0; // values on their way
    for (const row of this.side.querySelectorAll(".field")) this.#prepare(row);
  }

  get rows() {
    return [...this.side.querySelectorAll(".field")].filter((row) => inputOf(row));
  }

  show(number) {
    for (const part of this.side.querySelectorAll(".fields")) part.hidden = part.dataset.file !== number;
    for (const tab of this.strip.querySelectorAll(".tabs a")) {
      if (tab.dataset.file === number) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
    for (const image of this.side.querySelectorAll(`#fields-${number} image[data-href]:not([href])`)) image.setAttribute("href", image.dataset.href);
    this.pages.show(number);
  }

  open(number) {
    this.show(number);
    const here = this.rows.filter((row) => fileOf(row) === number);
    this.look(here.find(asks) ?? here[0]);
  }

  look(row) {
    if (!row) return;
    if (fileOf(row) !== this.pages.file?.dataset.file) this.show(fileOf(row));
    inputOf(row).focus({ preventScroll: true });
  }

  // The next field that needs a person, in this file and then in the others; null when none is left.
  next(after = this.current) {
    const rows = this.rows;
    const start = rows.indexOf(after) + 1;
    return [...rows.slice(start), ...rows.slice(0, start)].find((row) => asks(row) && row !== after) ?? null;
  }

  onward() {
    const next = this.next();
    if (next) return this.look(next);
    const decision = document.querySelector("#decision :is(input, select, textarea, button):not([type=hidden])");
    decision?.focus();
    decision?.scrollIntoView({ block: "nearest" });
    return undefined;
  }

  // Enter: this value is right; what needs nobody and was not changed is only passed.
  async accept() {
    const row = this.current;
    if (!row) return;
    if (!this.draft.mine) return this.onward();
    const typed = inputOf(row).value.trim();
    if (row.dataset.blind) return this.#keyed(row, typed);
    if (!asks(row) && typed === row.dataset.kept) return this.onward();
    if (!typed) return told(row, "wrong", true);
    const sent = this.#sent(row, typed, "accept");
    this.onward();
    await sent;
  }

  async mark(what) {
    const row = this.current;
    if (!row || !this.draft.mine) return;
    if (what === "illegible") return this.#later(row);
    const sent = this.#sent(row, "-", what);
    this.onward();
    await sent;
  }

  // Nobody can read it: the customer is asked for it, and the draft says so until then.
  #later(row) {
    inputOf(row).value = ILLEGIBLE;
    row.dataset.asks = "later";
    row.classList.add("typed", "told");
    this.draft.put(evidenceOf(row), row.dataset.name, ILLEGIBLE);
    told(row, "illegible", true);
    row.classList.add("told");
    askedFor(row);
    this.#counted(fileOf(row));
    this.onward();
  }

  // Text from the page goes into the field that is looked at. `place`: page and sides in parts of the page.
  fill(text, place) {
    const row = this.current;
    if (!row || !inputOf(row) || !this.draft.mine || row.dataset.blind) return; // what is keyed unseen is keyed
    const amount = ["amount", "number", "percent"].includes(row.dataset.type);
    inputOf(row).value = amount ? text.replace(/[^\d.,-]/g, "").replace(/,(?=\d{3}(\D|$))/g, "") : text;
    row.elements.place.value = place ? [place.page, ...place.sides.map((side) => side / FINE)].join(" ") : "";
    this.#typed(row, place);
  }

  async undo() {
    await this.sending;
    const last = this.done.pop();
    if (!last) return;
    this.undone.push(last);
    this.look(last.row);
    written(inputOf(last.row), last.before);
    if (await this.#sent(last.row, last.before || "-", "undo")) told(last.row, "undone");
  }

  async redo() {
    const last = this.undone.pop();
    if (!last) return;
    this.look(last.row);
    written(inputOf(last.row), last.after === "-" ? "" : last.after);
    await this.#sent(last.row, last.after, "accept");
  }

  #prepare(row) {
    const input = inputOf(row);
    if (!input) return;
    row.dataset.kept = input.value;
    const kept = this.draft.of(evidenceOf(row), row.dataset.name);
    if (kept !== undefined) {
      input.value = kept;
      row.classList.add("typed");
      if (kept === ILLEGIBLE) {
        row.dataset.asks = "later";
        told(row, "illegible", true);
        row.classList.add("told");
      }
    }
    grouped(row);
    for (const button of row.querySelectorAll("button")) button.tabIndex = -1;
    row.addEventListener("focusout", () => grouped(row));
    row.addEventListener("focusin", () => {
      if (this.current === row) return;
      this.current = row;
      row.scrollIntoView({ block: NARROW.matches ? "start" : "center", behavior: "instant" });
      this.pages.look(row);
      input.select();
    });
    input.addEventListener("focus", () => input.select());
    input.addEventListener("input", () => {
      row.elements.place.value = "";
      this.#typed(row, null);
    });
    row.addEventListener("submit", (event) => {
      event.preventDefault();
      this.current = row;
      const other = event.submitter?.dataset.fill;
      if (other) this.fill(other, null);
      else if (["missing", "illegible"].includes(event.submitter?.value)) this.mark(event.submitter.value);
      else this.accept();
    });
  }

  async #typed(row, place) {
    const input = inputOf(row);
    const value = input.value;
    const same = value === row.dataset.kept;
    if (same) this.draft.drop(evidenceOf(row), row.dataset.name);
    else if (!row.dataset.blind) this.draft.put(evidenceOf(row), row.dataset.name, value);
    row.classList.toggle("typed", !same);
    grouped(row);
    if (place || same || !value.trim()) {
      if (!place) this.pages.glass.querySelector(".word")?.setAttribute("points", "");
      return told(row, "");
    }
    await this.#placed(row, value);
  }

  // Where on the page the typed value stands; where it stands nowhere, the row says so.
  async #placed(row, value) {
    const words = await wordsOf(this.pages.file);
    if (inputOf(row).value !== value) return;
    const near = null;
    for (const [page, list] of words) {
      const found = spelled(list, value, row.dataset.type, near);
      if (!found.length) continue;
      const sides = around(found);
      row.elements.place.value = [page, ...sides.map((side) => side / FINE)].join(" ");
      this.pages.shine?.(page, sides);
      told(row, "");
      return;
    }
    if (words.size) told(row, "not_on_page", true);
  }

  async #keyed(row, typed) {
    if (!typed) return told(row, "wrong", true);
    const answer = await this.#sent(row, typed, "key");
    if (!answer) return undefined;
    if (answer.again) {
      inputOf(row).value = "";
      return told(row, "again", true);
    }
    delete row.dataset.blind;
    return this.onward();
  }

  // One after the other, as it was done: undo takes back what was done last, and people's words are kept in order.
  #sent(row, value, act) {
    const place = row.elements.place.value;
    row.classList.add("sending");
    this.waiting += 1;
    this.sending = this.sending.then(() => this.#posted(row, value, act, place));
    return this.sending;
  }

  async #posted(row, value, act, place) {
    const before = row.dataset.kept;
    try {
      const answer = await send(row.action, { stand: row.dataset.stand, value, place, do: act });
      if (answer.draft) this.draft.version = answer.draft;
      this.draft.drop(evidenceOf(row), row.dataset.name);
      if (!answer.again) this.#answered(row, answer);
      if (act !== "undo" && !answer.again) this.done.push({ row, before, after: value });
      return answer;
    } catch (trouble) {
      this.#failed(row, value, trouble);
      return null;
    } finally {
      this.waiting -= 1;
      row.classList.remove("sending");
    }
  }

  #answered(row, answer) {
    row.dataset.stand = answer.stand;
    row.dataset.asks = answer.asks ? "yes" : "no";
    row.dataset.kept = answer.value;
    written(inputOf(row), answer.value);
    row.classList.remove("typed", ...ROLES);
    row.classList.add(answer.role);
    const shape = row.querySelector(".shape");
    shape.textContent = answer.shape;
    shape.title = answer.words;
    shape.setAttribute("aria-label", answer.words);
    const box = document.getElementById(row.id.replace(/^f-/, "b-"));
    box?.classList.remove(...ROLES);
    box?.classList.add(answer.role);
    row.querySelector(".reasons").textContent = "";
    told(row, "");
    grouped(row);
    this.#counted(fileOf(row));
  }

  #failed(row, value, trouble) {
    if (value !== "-") this.draft.put(evidenceOf(row), row.dataset.name, value);
    if (trouble.kind === "stale" && trouble.answer.stand) {
      row.dataset.stand = trouble.answer.stand;
      row.dataset.asks = "yes";
      row.classList.remove(...ROLES);
      row.classList.add("yours");
      told(row, "stale", true, { value: trouble.answer.value });
    } else {
      told(row, trouble.kind === "stale" ? "lost" : trouble.kind, true, {}, trouble.answer.message);
    }
    row.classList.add("told");
    this.#counted(fileOf(row));
  }

  #counted(number) {
    const left = this.rows.filter((row) => fileOf(row) === number && asks(row)).length;
    const shape = this.strip.querySelector(`#tab-${number} .shape`);
    if (!shape) return;
    const failed = this.side.querySelector(`#fields-${number} .field.failed`);
    const [role, sign] = left ? ["yours", "●"] : failed ? ["failed", "▲"] : ["verified", "✓"];
    shape.className = `shape ${role}`;
    shape.replaceChildren(sign, ...(left ? [Object.assign(document.createElement("b"), { textContent: left })] : []));
  }
}

// A long number stands in fours, in a row that is not looked at in place of what is typed there.
export function grouped(row) {
  const line = row.querySelector(".groups");
  if (!line) return;
  const value = inputOf(row).value;
  const parts = /^[0-9A-Za-z]{8,}$/.test(value) ? value.match(/.{1,4}/g) : [];
  line.replaceChildren(...parts.map((part) => Object.assign(document.createElement("span"), { textContent: part })));
  row.classList.toggle("grouped", parts.length > 0);
}

// A value that nobody typed is chosen whole, as where one arrives by Tab: keys that mean something else then still do.
function written(input, value) {
  input.value = value;
  if (document.activeElement === input) input.select();
}

export const inputOf = (row) => row?.querySelector("input.value") ?? null;
const asks = (row) => row.dataset.asks === "yes";
const fileOf = (row) => row.closest(".fields").dataset.file;
export const evidenceOf = (row) => row.closest(".fields").dataset.evidence;

function told(row, key, bad = false, values = {}, instead = "") {
  const line = row.querySelector(".told");
  line.textContent = instead || (key && say(key, values));
  line.classList.toggle("bad", bad);
  if (!bad) row.classList.remove("told");
}

// The message to the customer asks for it too, once, in both languages.
function askedFor(row) {
  const file = row.closest(".fields").querySelector(".head bdi").textContent;
  for (const language of ["zh", "en"]) {
    const message = document.getElementById(`ask-${language}`);
    const line = message?.dataset.unclear.replace("{label}", row.dataset[language]).replace("{file}", file);
    if (message && !message.value.includes(line)) message.value = [message.value.trim(), line].filter(Boolean).join("\n");
  }
}
