// Two windows, one draft: what was there at first, what is kept now, what is here; the person chooses line by line.

import { evidenceOf, inputOf } from "./fields.js";

export class Conflict {
  constructor(desk) {
    this.dialog = desk.querySelector("#conflict");
    this.body = this.dialog.querySelector("tbody");
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
  }

  // `stands`: {version, fields} as kept by the server.
  ask(draft, fields, stands) {
    if (this.dialog.open) return;
    const theirs = new Map(stands.fields.map(([evidence, name, value]) => [`${evidence} ${name}`, value]));
    const first = new Map((draft.begun.fields ?? []).map(([evidence, name, value]) => [`${evidence} ${name}`, value]));
    const keys = [...new Set([...theirs.keys(), ...draft.fields.keys()])].filter((key) => theirs.get(key) !== draft.fields.get(key));
    this.settle = () => this.#settled(draft, fields, theirs, stands);
    draft.begun = stands;
    if (!keys.length) return void this.settle();
    this.body.replaceChildren(...keys.map((key) => lineFor(key, fields, first.get(key), theirs.get(key), draft.fields.get(key))));
    this.dialog.showModal();
  }

  // What this tab kept while nothing could be saved: on top of what it saw it simply goes on, else the person is asked.
  rescue(draft, fields, kept) {
    const theirs = { version: draft.version, fields: [...(draft.begun.fields ?? [])] };
    draft.fields = new Map(kept.fields.map(([evidence, name, value]) => [`${evidence} ${name}`, value]));
    if (kept.version !== draft.version) return this.ask(draft, fields, theirs);
    written(draft, fields);
    return draft.changed();
  }

  settle() {}

  #settled(draft, fields, theirs, stands) {
    for (const line of this.body.querySelectorAll("tr")) {
      if (line.querySelector("input:checked").value !== "theirs") continue;
      if (theirs.has(line.dataset.key)) draft.fields.set(line.dataset.key, theirs.get(line.dataset.key));
      else draft.fields.delete(line.dataset.key);
    }
    this.dialog.close();
    written(draft, fields);
    draft.onTop(stands.version);
  }
}

function written(draft, fields) {
  for (const row of fields.rows) {
    const value = draft.of(evidenceOf(row), row.dataset.name);
    inputOf(row).value = value ?? row.dataset.kept;
    row.classList.toggle("typed", value !== undefined);
  }
}

function lineFor(key, fields, first, theirs, mine) {
  const [evidence, name] = key.split(" ");
  const row = fields.rows.find((one) => evidenceOf(one) === evidence && one.dataset.name === name);
  const line = document.createElement("tr");
  line.dataset.key = key;
  const label = Object.assign(document.createElement("th"), { textContent: row?.querySelector("label").textContent ?? name, scope: "row" });
  const was = Object.assign(document.createElement("td"), { textContent: first ?? row?.dataset.kept ?? "–" });
  line.append(label, was, choice(key, "theirs", theirs), choice(key, "mine", mine, true));
  return line;
}

function choice(key, value, text, checked = false) {
  const cell = document.createElement("td");
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type: "radio", name: key, value, checked });
  label.append(input, text ?? "–");
  cell.append(label);
  return cell;
}
