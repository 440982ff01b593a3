// Pointing at the page: a click takes a word, a double click its line, a drag reads the region again.

import { say, send } from "./posting.js";
import { FINE, around, lineOf, textOf, wordAt, wordsOf } from "./words.js";
import { evidenceOf } from "./fields.js";

const DRAG = 6; // px before a press becomes a drag

export class Pointer {
  constructor(desk, pages, fields) {
    this.at = desk.dataset.at;
    this.pages = pages;
    this.fields = fields;
    this.press = null;
    const glass = pages.glass;
    pages.shine = (page, sides) => this.#shine(pages.sheets.find((sheet) => Number(sheet.dataset.page) === page), sides);
    glass.addEventListener("mousedown", (event) => { if (event.button === 0 && event.target.closest(".sheet")) event.preventDefault(); });
    glass.addEventListener("pointerdown", (event) => this.#down(event));
    glass.addEventListener("pointermove", (event) => this.#move(event));
    glass.addEventListener("pointerup", (event) => this.#up(event));
    glass.addEventListener("pointercancel", () => this.#cancel());
    glass.addEventListener("dblclick", (event) => this.#take(event, true));
    glass.addEventListener("click", (event) => this.#clicked(event));
    addEventListener("keydown", (event) => { if (event.key === "Escape") this.#cancel(); });
  }

  #clicked(event) {
    const box = event.target.closest("a.box");
    if (!box) return;
    event.preventDefault();
    this.fields.look(document.getElementById(box.id.replace(/^b-/, "f-")));
  }

  #down(event) {
    const sheet = event.target.closest(".sheet");
    if (event.button !== 0 || !sheet || event.target.closest("a.box") || event.pointerType === "touch") return;
    this.press = { sheet, from: pointOn(sheet, event), x: event.clientX, y: event.clientY, drag: false };
  }

  async #move(event) {
    const press = this.press;
    if (press) {
      press.drag ||= Math.hypot(event.clientX - press.x, event.clientY - press.y) > DRAG;
      if (press.drag) this.#region(press, pointOn(press.sheet, event));
      return;
    }
    const sheet = event.target.closest(".sheet");
    if (!sheet) return;
    const word = await this.#word(sheet, pointOn(sheet, event));
    this.#shine(sheet, word && word.slice(1, 5));
  }

  #up(event) {
    const press = this.press;
    this.press = null;
    if (press?.drag) this.#read(press.sheet, press.from, pointOn(press.sheet, event));
    else if (press || event.pointerType === "touch") this.#take(event, false);
  }

  #cancel() {
    this.press = null;
    for (const region of this.pages.glass.querySelectorAll(".region")) region.setAttribute("width", "0");
  }

  async #take(event, line) {
    const sheet = event.target.closest(".sheet");
    if (!sheet || event.target.closest("a.box")) return;
    const word = await this.#word(sheet, pointOn(sheet, event));
    if (!word) return;
    const words = (await wordsOf(this.pages.file)).get(Number(sheet.dataset.page));
    const taken = line ? lineOf(words, word) : [word];
    const sides = around(taken);
    this.#shine(sheet, sides);
    this.fields.fill(textOf(taken), { page: Number(sheet.dataset.page), sides });
  }

  async #word(sheet, [x, y]) {
    const words = (await wordsOf(this.pages.file)).get(Number(sheet.dataset.page));
    return words ? wordAt(words, x, y) : null;
  }

  async #read(sheet, [x, y], [toX, toY]) {
    const sides = [Math.min(x, toX), Math.min(y, toY), Math.max(x, toX), Math.max(y, toY)].map((side) => Math.min(FINE, Math.max(0, side)));
    const row = this.fields.current;
    if (!row) return this.#cancel();
    const line = row.querySelector(".told");
    line.textContent = say("rereading");
    const page = Number(sheet.dataset.page);
    try {
      const answer = await send(`${this.at}/files/${evidenceOf(row)}/read`, { place: [page, ...sides.map((side) => side / FINE)].join(" ") });
      this.fields.look(row);
      this.fields.fill(answer.text, { page, sides });
    } catch {
      line.textContent = say("reread_failed");
    } finally {
      this.#cancel();
    }
    return undefined;
  }

  #region(press, [x, y]) {
    const [wide, high] = [Number(press.sheet.dataset.width) / FINE, Number(press.sheet.dataset.height) / FINE];
    const region = press.sheet.querySelector(".region");
    region.setAttribute("x", Math.min(x, press.from[0]) * wide);
    region.setAttribute("y", Math.min(y, press.from[1]) * high);
    region.setAttribute("width", Math.abs(x - press.from[0]) * wide);
    region.setAttribute("height", Math.abs(y - press.from[1]) * high);
  }

  #shine(sheet, sides) {
    for (const word of this.pages.glass.querySelectorAll(".word")) word.setAttribute("points", "");
    if (!sheet || !sides) return;
    const [wide, high] = [Number(sheet.dataset.width) / FINE, Number(sheet.dataset.height) / FINE];
    const [left, top, right, bottom] = [sides[0] * wide, sides[1] * high, sides[2] * wide, sides[3] * high];
    sheet.querySelector(".word").setAttribute("points", `${left},${top} ${right},${top} ${right},${bottom} ${left},${bottom}`);
  }
}

// A point of the window in parts of the page.
function pointOn(sheet, event) {
  const box = sheet.querySelector("img").getBoundingClientRect();
  return [(event.clientX - box.left) / box.width * FINE, (event.clientY - box.top) / box.height * FINE];
}
