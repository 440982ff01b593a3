// Ten seconds in which a decision can be taken back: they are counted down, then the button goes. Works without, too.
const form = document.getElementById("undo");
const until = performance.now() + 1000 * Number(form?.dataset.seconds ?? 0);

function shown() {
  const left = Math.ceil((until - performance.now()) / 1000);
  document.getElementById("left").textContent = left > 0 ? String(left) : "";
  if (left > 0) setTimeout(shown, 250);
  else location.reload();
}

if (form && Number(form.dataset.seconds) > 0) shown();
