// The words of each file, fetched once when the file is first looked at.

import { ask } from "./posting.js";
import { around } from "./matching.js";

export const FINE = 10000; // parts of a page's side
const known = new Map();

// All pages' words of the file whose pages are `pages`; an empty map where they cannot be had.
export function wordsOf(pages) {
  const address = pages.dataset.words;
  if (!known.has(address)) {
    known.set(address, ask(address).then(
      (list) => new Map(list.pages.map((page) => [page.number, page.words])),
      () => { known.delete(address); return new Map(); },
    ));
  }
  return known.get(address);
}

// The word under a point given in parts of the page, or null.
export function wordAt(words, x, y) {
  return words.find(([, left, top, right, bottom]) => left <= x && x <= right && top <= y && y <= bottom) ?? null;
}

// Every word of the line that `word` stands in, and its text as printed: gaps become blanks.
export function lineOf(words, word) {
  return words.filter((one) => one[5] === word[5]);
}

export function textOf(words) {
  return words.map((word, at) => {
    const before = words[at - 1];
    const gap = before && word[1] - before[3] > 0.3 * (before[3] - before[1]) / before[0].length;
    return (gap ? " " : "") + word[0];
  }).join("");
}

// The height of one line of text within a place, in parts of the page; null where no word stands there.
export function lineHeight(words, place) {
  const inside = words.filter(([, l, t, r, b]) => {
    const [x, y] = [(l + r) / 2, (t + b) / 2];
    return place[0] <= x && x <= place[2] && place[1] <= y && y <= place[3];
  });
  if (!inside.length) return null;
  const heights = inside.map((word) => word[4] - word[2]).sort((a, b) => a - b);
  return heights[heights.length >> 1];
}

export { around };
