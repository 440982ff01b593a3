// Ten seconds in which a decision can be taken back: they are counted down, then the button goes. Ctrl+Z takes it
// back, Alt+U goes on to the next claim; a second Ctrl+Enter does nothing. Works without, too.
const form = document.getElementById("undo");
const until = performance.now() + 1000 * Number(form?.dataset.seconds ?? 0);

function shown() {
  const left = Math.ceil((until - performance.now()) / 1000);
  document.getElementById("left").textContent = left > 0 ? String(left) : "";
  if (left > 0) setTimeout(shown, 250);
  else location.reload();
}

const KEYS = { undo: "Ctrl+Z", next: "Alt+U" };
for (const one of document.querySelectorAll("kbd[data-of]")) one.textContent = KEYS[one.dataset.of];
addEventListener("keydown", (event) => {
  const wanted = event.altKey && !event.ctrlKey && event.code === "KeyU" ? "next"
    : event.ctrlKey && !event.altKey && !event.shiftKey && event.code === "KeyZ" && !event.target.matches("input") ? "undo" : null;
  if (!wanted || event.isComposing || !document.getElementById(wanted)) return;
  event.preventDefault();
  document.getElementById(wanted).requestSubmit();
});
if (form && Number(form.dataset.seconds) > 0) shown();
