// Whether a value stands on a page: what was typed against words as they were read. Pure; a word is [text, l, t, r, b, line].

const NUMBERS = new Set(["amount", "words_amount", "number", "percent"]);
const LONGEST = 40; // words that are one value

// The words that spell `value`, nearest to the place `near` ([l, t, r, b] or null) where several do; [] where none do.
export function spelled(words, value, type, near) {
  const wanted = new Set(spellings(value, type).map((one) => bare(one, type)));
  wanted.delete("");
  const longest = Math.max(0, ...[...wanted].map((one) => one.length));
  const found = [];
  for (let first = 0; first < words.length && wanted.size; first += 1) {
    if (!bare(words[first][0], type)) continue;
    let text = "";
    for (let last = first; last < words.length && last - first < LONGEST && words[last][5] === words[first][5]; last += 1) {
      text += bare(words[last][0], type);
      if (text.length > longest) break;
      if (wanted.has(text) && bare(words[last][0], type)) {
        found.push(words.slice(first, last + 1));
        break;
      }
    }
  }
  return found.sort((one, other) => away(one, near) - away(other, near))[0] ?? [];
}

// How people print a value.
export function spellings(value, type) {
  const text = value.trim();
  const day = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d(?::\d\d)?))?$/.exec(text);
  if (day && (type === "date" || type === "moment")) {
    const times = day[4] ? [day[4], ""] : [""];
    return days(day[1], day[2], day[3]).flatMap((one) => times.map((time) => one + time));
  }
  return [text];
}

function days(year, month, day) {
  const [m, d] = [String(Number(month)), String(Number(day))];
  const whole = ["-", "/", "."].flatMap((sign) =>
    [[month, day], [m, d]].flatMap(([one, two]) => [
      [year, one, two].join(sign), [two, one, year].join(sign), [one, two, year].join(sign), [two, one, year.slice(2)].join(sign),
    ]));
  return [...whole, `${year}年${month}月${day}日`, `${year}年${m}月${d}日`, year + month + day];
}

function bare(text, type) {
  const plain = text.normalize("NFKC").replace(/\s+/g, "").toLowerCase();
  if (!NUMBERS.has(type)) return plain;
  const digits = plain.replace(/[^\d.,-]/g, "").replace(/[.,](?=.*[.,]\d{1,2}$)/g, "").replace(",", ".");
  return /\d/.test(digits) ? String(Number(digits)) : "";
}

function away(words, near) {
  if (!near) return 0;
  const [x, y] = [(words[0][1] + words.at(-1)[3]) / 2, (words[0][2] + words[0][4]) / 2];
  return Math.hypot(x - (near[0] + near[2]) / 2, y - (near[1] + near[3]) / 2);
}

// The smallest [l, t, r, b] around words.
export function around(words) {
  return [0, 1].map((side) => Math.min(...words.map((word) => word[side + 1])))
    .concat([2, 3].map((side) => Math.max(...words.map((word) => word[side + 1]))));
}
