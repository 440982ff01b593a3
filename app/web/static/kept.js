// What is typed into a form stays in this tab until it has arrived: through a reload, an error, a session that ended.
// Papers' values, the decision and the message to the customer are kept by the server, see draft.js.

const HELD = "proofdesk.typed";
const DRAFTED = "#decision, #asking";
const person = document.body.dataset.person;
const failed = Boolean(document.querySelector("[data-fault]")) || performance.getEntriesByType("navigation")[0]?.type === "back_forward";

function read() {
  try {
    const found = JSON.parse(sessionStorage.getItem(HELD) ?? "{}");
    return found.person === person || !person ? found : {};
  } catch {
    return {};
  }
}

function write() {
  try {
    sessionStorage.setItem(HELD, JSON.stringify(held));
  } catch { /* it is still in the page */ }
}

const held = read();
held.person ??= person;
held.texts ??= {};
for (const [key, one] of Object.entries(held.texts)) {
  if (one.sent && failed) one.sent = false; // it did not arrive
  else if (one.sent) delete held.texts[key];
}
write();

function* texts(form) {
  if (form.method !== "post" || form.matches(DRAFTED) || form.querySelector("[type=password]")) return;
  for (const input of form.elements) {
    if (input.matches("textarea, input:not([type], .value), input[type=text]")) yield input;
  }
}

const keyOf = (input) => `${location.pathname} ${input.form.getAttribute("action")} ${input.name}`;

for (const form of person ? document.forms : []) {
  for (const input of texts(form)) {
    const one = held.texts[keyOf(input)];
    if (one && input.value === input.defaultValue) {
      input.value = one.text;
      input.closest("details")?.setAttribute("open", "");
    }
    input.addEventListener("input", () => {
      held.texts[keyOf(input)] = { text: input.value, sent: false };
      write();
    });
  }
  form.addEventListener("submit", () => {
    for (const input of texts(form)) if (held.texts[keyOf(input)]) held.texts[keyOf(input)].sent = true;
    write();
  });
}
