// What is sent to the desk: forms that carry this session's token. What comes back is JSON, or a Trouble that says why not.

const root = document.getElementById("desk");

// kind: "offline" (try again), "over" (sign in again), "off" (the account is closed), "gone" (the original is), "stale" (somebody was faster), "wrong" (mend it); `answer` as sent.
export class Trouble extends Error {
  constructor(kind, answer) {
    super(kind);
    this.kind = kind;
    this.answer = answer ?? {};
  }
}

const KINDS = { 401: "over", 403: "over", 404: "wrong", 409: "stale", 412: "stale", 410: "gone", 422: "wrong" };

export async function send(address, fields = {}) {
  let response = await posted(address, fields);
  if ([401, 403].includes(response.status) && (await signedInAgain())) response = await posted(address, fields);
  if (response.type === "opaqueredirect") throw new Trouble("over");
  if (response.headers.get("Proofdesk-Over") === "off") throw new Trouble("off");
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Trouble(KINDS[response.status] ?? "offline", answer);
  return answer;
}

// Sent even though the page is being left; nobody hears the answer.
export function last(address, fields) {
  const body = new URLSearchParams({ csrf: root.dataset.csrf, ...fields }); // no beacon: it would not say whose page it is
  fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true }).catch(() => {});
}

function posted(address, fields) {
  const body = new URLSearchParams({ csrf: root.dataset.csrf, ...fields });
  return fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => {
    throw new Trouble("offline");
  });
}

// Whether somebody signed in meanwhile, in another window: this page then goes on with the token of the new session.
async function signedInAgain() {
  const response = await fetch(location.pathname, { redirect: "manual" }).catch(() => null);
  if (!response?.ok) return false;
  const found = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("desk")?.dataset;
  if (!found || found.csrf === root.dataset.csrf || found.person !== root.dataset.person) return false;
  root.dataset.csrf = found.csrf;
  for (const input of document.querySelectorAll("input[name=csrf]")) input.value = found.csrf;
  return true;
}

export async function ask(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Trouble("offline");
  return response.json();
}

// The sentence of the catalogue under `key`, with {placeholders} filled in.
const said = new Map([...document.querySelectorAll("#say > dt")].map((one) => [one.textContent, one.nextElementSibling.textContent]));
export function say(key, values = {}) {
  return (said.get(key) ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
