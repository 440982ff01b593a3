// Keys and what they do. Nothing is taken while a word is being composed; other keys are kept with the account.

import { send } from "./posting.js";

export class Keys {
  // `acts`: what each name does, called with the event; it answers false where the key should do what it always does.
  constructor(desk, acts) {
    this.acts = acts;
    this.buttons = [...desk.querySelectorAll("[data-remap]")];
    this.defaults = new Map(this.buttons.map((one) => [one.dataset.remap, one.dataset.default]));
    this.waiting = null;
    this.chosen = new Map(this.defaults);
    for (const [name, combo] of Object.entries(JSON.parse(desk.dataset.keys || "{}"))) if (this.chosen.has(name)) this.chosen.set(name, combo);
    this.#write();
    for (const one of this.buttons) one.addEventListener("click", () => this.#wait(one));
    document.addEventListener("keydown", (event) => this.#pressed(event));
    document.addEventListener("keyup", () => acts.peek_over?.()); // whichever key was chosen to look at the whole page
  }

  restore() {
    this.chosen = new Map(this.defaults);
    this.#keep();
  }

  #pressed(event) {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    const combo = comboOf(event);
    if (!combo) return;
    if (this.waiting) return this.#remapped(event, combo);
    if (document.querySelector("dialog[open]")) return;
    const wanted = this.#named(combo) ?? "";
    const file = /^file_(.)$/.exec(wanted); // one act for nine keys
    const name = file ? "file" : wanted;
    if (this.acts[name] && this.acts[name](event, file?.[1]) !== false) event.preventDefault();
  }

  #named(combo) {
    return [...this.chosen].find(([, one]) => one === combo)?.[0];
  }

  #wait(button) {
    this.waiting = button;
    button.classList.add("waiting");
    button.querySelector("kbd").textContent = "…";
  }

  #remapped(event, combo) {
    event.preventDefault();
    const name = this.waiting.dataset.remap;
    this.waiting.classList.remove("waiting");
    this.waiting = null;
    if (combo !== "Escape" && combo !== "Tab" && !this.#named(combo)) this.chosen.set(name, combo);
    this.#keep();
  }

  #keep() {
    send("/account/keys", { keys: JSON.stringify(Object.fromEntries(this.chosen)) }).catch(() => {}); // they hold in this page
    this.#write();
  }

  #write() {
    for (const one of document.querySelectorAll("kbd[data-key]")) one.textContent = this.chosen.get(one.dataset.key) ?? "";
  }
}

// "Ctrl+Shift+Z", "Alt+M", "[", "Space": letters and digits by where they lie when a modifier is held.
export function comboOf(event) {
  if (["Control", "Shift", "Alt", "Meta"].includes(event.key)) return "";
  const held = (event.ctrlKey || event.metaKey) || event.altKey;
  const code = /^(?:Key|Digit)(.)$/.exec(event.code);
  const key = held && code ? code[1] : event.key === " " ? "Space" : event.key.length === 1 && !held ? event.key : event.key;
  const shift = event.shiftKey && (held || key.length > 1);
  return [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt", shift && "Shift", key].filter(Boolean).join("+");
}
