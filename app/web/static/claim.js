// The desk: one claim, its files, the field that is looked at. Without this script every form still works.

import { Conflict } from "./conflict.js";
import { Draft } from "./draft.js";
import { Fields, inputOf } from "./fields.js";
import { Keys } from "./keys.js";
import { Pages } from "./pages.js";
import { Pointer } from "./pointer.js";
import { say, send } from "./posting.js";

const BEAT = 25000; // ms; a lock lives for 60 seconds
const desk = document.getElementById("desk");
desk.classList.add("scripted");
for (const hidden of desk.querySelectorAll("#tools, #keys-open")) hidden.hidden = false;

const pages = new Pages(desk);
const conflict = new Conflict(desk);
const draft = new Draft(desk, (stands) => conflict.ask(draft, fields, stands));
const fields = new Fields(desk, pages, draft);
new Pointer(desk, pages, fields);
const help = desk.querySelector("#keys");
let peeking = false;

// Whether the key belongs to what is being typed: in a field that was changed, in any other text.
function typing(event) {
  const input = event.target.closest?.("input, textarea, select");
  if (!input) return false;
  if (!input.matches(".field input.value")) return true;
  return input.selectionStart !== 0 || input.selectionEnd !== input.value.length || input.closest(".field").classList.contains("typed");
}

function elsewhere(event) {
  return Boolean(event.target.closest?.("input:not(.value), textarea, select, a, button, summary"));
}

function submitted(id) {
  const form = document.getElementById(id);
  if (form?.matches("form")) form.requestSubmit();
  else {
    if (form?.matches("details")) form.open = true;
    const first = form?.matches("input") ? form : form?.querySelector("input:not([type=hidden]), button, textarea, a");
    first?.focus();
  }
  return Boolean(form);
}

const acts = {
  accept: (event) => (elsewhere(event) ? false : void fields.accept()),
  edit() {
    const input = inputOf(fields.current);
    input?.focus();
    input?.setSelectionRange(input.value.length, input.value.length);
    fields.current?.classList.add("typed");
  },
  undo: (event) => (typing(event) ? false : void fields.undo()),
  redo: (event) => (typing(event) ? false : void fields.redo()),
  peek(event) {
    if (typing(event) || elsewhere(event)) return false;
    if (!peeking) pages.whole();
    peeking = true;
    return true;
  },
  peek_over() {
    if (peeking) pages.back();
    peeking = false;
  },
  page_back: (event) => (typing(event) ? false : void pages.turn(-1)),
  page_on: (event) => (typing(event) ? false : void pages.turn(1)),
  closer: () => void pages.nearer(1.25),
  farther: () => void pages.nearer(0.8),
  file: (_, number) => (desk.querySelector(`#tab-${number}`) ? void fields.open(number) : false),
  missing: () => void fields.mark("missing"),
  illegible: () => void fields.mark("illegible"),
  ask: () => submitted("ask"),
  escalate: () => submitted("escalate"),
  submit: () => submitted("decision"),
  next: () => submitted("next"),
  help: (event) => (event && typing(event) ? false : void help.showModal()),
};
const keys = new Keys(desk, acts);
const buttons = {
  ...acts,
  whole: () => pages.whole(),
  page_back: () => pages.turn(-1),
  page_on: () => pages.turn(1),
  help: () => help.showModal(),
  close_help: () => help.close(),
  default_keys: () => keys.restore(),
  settle_conflict: () => conflict.settle(),
};

desk.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) return buttons[button.dataset.do]?.();
  const tab = event.target.closest("a[data-file]");
  if (tab && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    fields.open(tab.dataset.file);
  }
  return undefined;
});
// A form goes once every value and every word is with the server, or was tried: who leaves the page stops what is on its way.
let leaving = false;
desk.addEventListener("submit", async (event) => {
  if (event.defaultPrevented || leaving || event.submitter?.formTarget === "_blank" || !(fields.waiting || draft.unsaved)) return;
  event.preventDefault();
  await fields.sending;
  await draft.flush();
  if (document.querySelector("dialog[open]")) return; // another window saved something else: that comes first
  leaving = true;
  event.target.requestSubmit(event.submitter ?? undefined);
  leaving = false;
});
desk.addEventListener("mousedown", (event) => { if (event.target.closest("#tools button")) event.preventDefault(); });

function noted(key) {
  const notes = desk.querySelector("#notes");
  if (notes.querySelector(`[data-note="${key}"]`)) return;
  const line = Object.assign(document.createElement("p"), { className: "note bad", textContent: say(key) });
  line.dataset.note = key;
  notes.append(line);
}

async function beat() {
  try {
    const answer = await send(`${draft.at}/beat`, { answer: desk.dataset.answer });
    if (!answer.held) noted("lost");
    if (answer.news) noted("news");
  } catch (trouble) {
    if (["over", "off"].includes(trouble.kind)) noted(trouble.kind);
  }
}

const rescued = draft.rescued();
if (rescued) conflict.rescue(draft, fields, rescued);
const asked = /^#f-(\d+)-/.exec(location.hash);
if (asked && document.querySelector(location.hash)) fields.look(document.querySelector(location.hash));
else fields.open(desk.querySelector(".tabs a[aria-current]")?.dataset.file ?? "1");
if (draft.mine) setInterval(beat, BEAT);

// What comes next is fetched while this is looked at: the first pages of the other files, and of the next claims.
const ahead = () => {
  const here = [...desk.querySelectorAll(".pages[hidden] .sheet:first-child img")].map((image) => image.src);
  for (const address of [...here, ...(desk.dataset.ahead || "").split(" ").filter(Boolean)]) new Image().src = address;
};
addEventListener("load", () => setTimeout(ahead, 300));
