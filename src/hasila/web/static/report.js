"use strict";
// From claim to claim, by the buttons or their keys. Cards and text are joined by /drawn/page.js.
(() => {
  const cards = Array.from(document.querySelectorAll(".card"));
  const go = (step) => {
    const at = cards.indexOf(document.activeElement.closest(".card"));
    const next = at < 0 ? (step > 0 ? 0 : cards.length - 1) : at + step;
    const card = cards[Math.min(Math.max(next, 0), cards.length - 1)];
    if (!card) return;
    card.focus();
    card.scrollIntoView({ block: "nearest" });
  };
  for (const button of document.querySelectorAll("[data-go]")) {
    button.hidden = false;
    button.addEventListener("click", () => go(Number(button.dataset.go)));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
  });
  const asked = document.getElementById(location.hash.slice(1));
  if (asked && asked.classList.contains("card")) asked.focus();
})();
