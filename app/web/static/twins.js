// Two papers, one upon the other: what differs flashes, less than once a second. Who wants no motion changes them by hand.

const still = matchMedia("(prefers-reduced-motion: reduce)");

for (const button of document.querySelectorAll("[data-flash]")) {
  const rows = [...button.closest(".pair").querySelectorAll(".two")].filter((row) => row.querySelectorAll("img").length === 2);
  button.hidden = !rows.length;
  if (still.matches) button.textContent = button.dataset.swap;
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    for (const row of rows) laid(row, on);
  });
}

// The other picture, as wide as ours, upon ours.
function laid(row, on) {
  const [ours, theirs] = row.querySelectorAll(".paper");
  if (!ours.querySelector(".ghost")) {
    const ghost = theirs.querySelector("img").cloneNode();
    ghost.className = "ghost";
    ghost.alt = "";
    ours.querySelector("img").after(ghost);
  }
  row.classList.toggle(still.matches ? "swapped" : "flashing", on);
}
