// While files are read again, their table and the history are fetched anew; what somebody types elsewhere stays.
const PAUSE = 2000; // ms
const PARTS = ["files", "told"];

const waits = () => document.querySelector("#files[data-waits]");

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  const there = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of there && there.getElementById("files") ? PARTS : []) {
    const here = document.getElementById(part);
    const held = here.contains(document.activeElement);
    here.replaceWith(document.adoptNode(there.getElementById(part)));
    if (held) document.querySelector(`#${part} a, #${part} button`)?.focus({ preventScroll: true });
  }
  if (waits()) setTimeout(look, PAUSE);
}

if (waits()) setTimeout(look, PAUSE);
