// The picture of the page: one file at a time, close enough that what is looked at can be read.

import { say } from "./posting.js";
import { lineHeight, wordsOf, FINE } from "./words.js";

const READABLE = 27; // CSS pixels of the text that is looked at; 24 are promised
const MOST = 160; // CSS pixels of a crop's height
const CLOSEST = 8; // times as wide as the pane

export class Pages {
  constructor(desk) {
    this.glass = desk.querySelector("#glass");
    this.where = desk.querySelector("#where");
    this.zoom = 1;
    this.last = null;
    this.glass.addEventListener("scroll", () => this.#told(), { passive: true });
    this.glass.addEventListener("error", (event) => notThere(event.target), true);
    for (const image of this.glass.querySelectorAll("img")) if (image.complete && !image.naturalWidth && image.src) retried(image);
  }

  get file() {
    return this.glass.querySelector(".pages:not([hidden])");
  }

  get sheets() {
    return [...(this.file?.querySelectorAll(".sheet") ?? [])];
  }

  show(number) {
    for (const pages of this.glass.querySelectorAll(".pages")) pages.hidden = pages.dataset.file !== number;
    this.last = null;
    this.#zoomed(1);
    this.glass.scrollTo(0, 0);
    this.#told();
  }

  // Brings the place of a field into view. What is there is at least 24 px high; nothing happens where no place is known.
  async look(field) {
    this.last = field;
    this.#marked(field);
    const place = placeOf(field);
    const sheet = place && this.#sheet(place.page);
    if (!sheet) return;
    this.#close(sheet, place, null);
    const words = (await wordsOf(this.file)).get(place.page);
    if (words && this.last === field && place.tall) this.#close(sheet, place, words);
  }

  whole() {
    this.#zoomed(1);
    const sheet = this.last && this.#sheet(placeOf(this.last)?.page);
    if (!sheet) return;
    this.#zoomed(Math.min(1, this.glass.clientHeight / sheet.offsetHeight));
    this.glass.scrollTo(0, sheet.offsetTop);
  }

  back() {
    if (this.last) this.look(this.last);
    else this.#zoomed(1);
  }

  nearer(times) {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.glass;
    const before = this.zoom;
    this.#zoomed(Math.min(CLOSEST, Math.max(0.25, this.zoom * times)));
    const grown = this.zoom / before;
    this.glass.scrollTo((scrollLeft + clientWidth / 2) * grown - clientWidth / 2, (scrollTop + clientHeight / 2) * grown - clientHeight / 2);
  }

  turn(by) {
    const sheets = this.sheets;
    const now = sheets.indexOf(this.#current());
    const next = sheets[Math.min(sheets.length - 1, Math.max(0, now + by))];
    if (next) this.glass.scrollTo(0, next.offsetTop);
  }

  #sheet(number) {
    return this.sheets.find((sheet) => Number(sheet.dataset.page) === number);
  }

  #current() {
    const line = this.glass.scrollTop + this.glass.clientHeight / 3;
    return this.sheets.findLast((sheet) => sheet.offsetTop <= line) ?? this.sheets[0];
  }

  #close(sheet, place, words) {
    const [wide, high] = [Number(sheet.dataset.width), Number(sheet.dataset.height)];
    const sides = [place.left / wide, place.top / high, place.right / wide, place.bottom / high].map((side) => side * FINE);
    const text = (words && lineHeight(words, sides) * high / FINE) || place.high;
    if (words) enlarged(this.last, text);
    const fit = this.glass.clientWidth / wide;
    const now = text * fit * this.zoom;
    const fits = (place.right - place.left) * fit * this.zoom < this.glass.clientWidth;
    if (now < READABLE || now > 2.5 * READABLE || !fits) this.#zoomed(Math.max(1, READABLE / (text * fit)));
    const scale = fit * this.zoom;
    const room = this.glass.clientWidth - (place.right - place.left) * scale;
    const left = place.left * scale + sheet.offsetLeft - (room > 0 ? room / 2 : 12);
    const top = (place.top + place.bottom) / 2 * scale + sheet.offsetTop - this.glass.clientHeight / 2;
    this.glass.scrollTo({ left, top, behavior: "instant" });
  }

  #zoomed(times) {
    this.zoom = times;
    this.glass.style.setProperty("--zoom", times);
  }

  #marked(field) {
    this.glass.querySelector(".box.now")?.classList.remove("now");
    document.getElementById(field.id.replace(/^f-/, "b-"))?.classList.add("now");
  }

  #told() {
    const now = this.#current();
    if (this.where && now) this.where.textContent = `${now.dataset.page} / ${this.sheets.length}`;
  }
}

// A picture that cannot be had: what is read stays, and it can be asked for again.
function notThere(image) {
  const sheet = image.closest?.(".sheet");
  if (!sheet || sheet.querySelector(".note")) return;
  const line = Object.assign(document.createElement("p"), { className: "note bad", textContent: `${say("no_picture")} ` });
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: say("again_picture") });
  button.addEventListener("click", () => {
    line.remove();
    retried(image);
  });
  line.setAttribute("role", "alert");
  line.append(button);
  sheet.prepend(line);
}

function retried(image) {
  const address = image.src;
  image.removeAttribute("src");
  image.src = address;
}

// The crop in the row shows text that is at least as high, on as many lines as it has.
function enlarged(field, text) {
  const crop = field.querySelector(".crop");
  const [, , wide, high] = field.dataset.view.split(" ").map(Number);
  const scale = Math.min(MOST / high, Math.max(Number(crop?.getAttribute("height")) / high, READABLE / text));
  crop?.setAttribute("height", (high * scale).toFixed(1));
  crop?.setAttribute("width", (wide * scale).toFixed(1));
}

// Where a field stands, in pixels of its page: sides, and how high its text is; null where nobody knows. `tall`: perhaps
// it has several lines.
export function placeOf(field) {
  if (!field.dataset.view) return null;
  const [left, top, wide, high] = field.dataset.view.split(" ").map(Number);
  const air = high / 6 > 3 ? high / 6 : 3; // what the crop leaves around the text, see app/layout.py
  return {
    page: Number(field.dataset.page), left, top, right: left + wide, bottom: top + high,
    high: Math.max(4, high - 2 * air), tall: true,
  };
}
