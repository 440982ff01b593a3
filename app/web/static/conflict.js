// Two windows, one draft: what was there at first, what is kept now, what is here; the person chooses line by line.

import { evidenceOf, grouped, inputOf } from "./fields.js";

const TEXTS = ["amount", "note", "override"]; // of the form that decides

export class Conflict {
  constructor(desk) {
    this.dialog = desk.querySelector("#conflict");
    this.body = this.dialog.querySelector("tbody");
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
  }

  // `stands`: {version, fields} as kept by the server.
  ask(draft, fields, stands) {
    if (this.dialog.open) return;
    const [theirs, first, mine] = [told(stands), told(draft.begun), told(draft.written())];
    const keys = [...new Set([...theirs.keys(), ...mine.keys()])].filter((key) => theirs.get(key) !== mine.get(key));
    this.settle = () => this.#settled(draft, fields, theirs, stands);
    draft.begun = stands;
    if (!keys.length) return void this.settle();
    this.body.replaceChildren(...keys.map((key) => lineFor(key, fields, first.get(key), theirs.get(key), mine.get(key))));
    this.dialog.showModal();
  }

  // What this tab kept while nothing could be saved: on top of what it saw it simply goes on, else the person is asked.
  rescue(draft, fields, kept) {
    const theirs = { ...draft.begun, version: draft.version };
    draft.rewritten(kept);
    draft.fields = new Map(kept.fields.map(([evidence, name, value]) => [`${evidence} ${name}`, value]));
    if (kept.version !== draft.version) return this.ask(draft, fields, theirs);
    written(draft, fields);
    return draft.changed();
  }

  settle() {}

  #settled(draft, fields, theirs, stands) {
    for (const line of this.body.querySelectorAll("tr")) {
      if (line.querySelector("input:checked").value !== "theirs") continue;
      const text = textOf(line.dataset.key);
      if (text) text.value = theirs.get(line.dataset.key) ?? "";
      else if (theirs.has(line.dataset.key)) draft.fields.set(line.dataset.key, theirs.get(line.dataset.key));
      else draft.fields.delete(line.dataset.key);
    }
    this.dialog.close();
    written(draft, fields);
    draft.onTop(stands.version);
  }
}

// What a draft says, line by line: values of papers, and the texts beside them under "text" and the name of their input.
function told({ fields, decision, ask }) {
  const texts = (decision ?? []).filter(([name, text]) => TEXTS.includes(name) && text);
  return new Map([
    ...(fields ?? []).map(([evidence, name, value]) => [`${evidence} ${name}`, value]),
    ...texts.map(([name, text]) => [`text ${name}`, text.replace(/\r\n/g, "\n")]),
    ...(ask ?? []).map((text, at) => [`text ask-${["zh", "en"][at]}`, text]),
  ]);
}

function textOf(key) {
  const [kind, name] = key.split(" ");
  return kind === "text" ? document.getElementById(name) : null;
}

function written(draft, fields) {
  for (const row of fields.rows) {
    const value = draft.of(evidenceOf(row), row.dataset.name);
    inputOf(row).value = value ?? row.dataset.kept;
    row.classList.toggle("typed", value !== undefined);
    grouped(row);
  }
}

function lineFor(key, fields, first, theirs, mine) {
  const [evidence, name] = key.split(" ");
  const row = fields.rows.find((one) => evidenceOf(one) === evidence && one.dataset.name === name);
  const line = document.createElement("tr");
  line.dataset.key = key;
  const named = row?.querySelector("label") ?? document.querySelector(`label[for="${textOf(key)?.id}"]`);
  const label = Object.assign(document.createElement("th"), { textContent: named?.textContent ?? name, scope: "row" });
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
