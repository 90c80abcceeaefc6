"use strict";
/* From claim to claim by buttons and keys; page.js joins the text and its claims. */
(() => {
  const cards = Array.from(document.querySelectorAll(".card"));
  const bar = document.querySelector(".go[data-after]");
  if (!bar) return;
  const told = bar.querySelector("[aria-live]");
  const named = () => cards.findIndex((card) => `#${card.id}` === location.hash);
  let at = named();
  let asking = null; // The button whose key was pressed before a reason was given: Enter presses it.

  const step = (by) => {
    const next = at < 0 && by < 0 ? cards.length - 1 : at + by;
    const away = next < 0 ? bar.dataset.before : next >= cards.length ? bar.dataset.after : "";
    if (away) location.assign(away);
    const card = cards[next];
    if (!card) return;
    at = next;
    const words = card.querySelector("header .go");
    if (words) words.click();
    card.scrollIntoView({ block: "nearest" });
    card.focus({ preventScroll: true });
    told.textContent = `${at + 1} / ${cards.length}`;
  };

  if (cards.length) {
    bar.hidden = false;
    if (at >= 0) cards[at].querySelector("header .go")?.click();
    document.querySelector(".slots")?.querySelector("input:not([type=hidden]), select").focus();
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      if (button) step(Number(button.dataset.step));
    });
    document.addEventListener("focusin", (event) => {
      const card = event.target.closest(".card");
      if (card) at = cards.indexOf(card);
    });
    for (const key of document.querySelectorAll("[data-key]")) {
      const shown = document.createElement("kbd");
      shown.textContent = key.dataset.key;
      key.append(" ", shown);
    }
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select")) {
      if (event.key === "Escape") event.target.closest(".card")?.focus();
      else if (event.key === "Enter" && asking && asking.form === event.target.form) {
        event.preventDefault();
        asking.click();
      }
      return;
    }
    asking = null;
    const sign = window.keyOf(event);
    if (sign === "j") step(1);
    else if (sign === "k") step(-1);
    else {
      // The keys of a claim act on the one that has the focus, so none is decided about by mistake.
      const card = document.activeElement?.closest(".card");
      const press = card?.querySelector(`[data-key="${CSS.escape(sign)}"]`);
      if (!press) return;
      const why = press.value === "reject" && press.form.querySelector('[name="why"]');
      if (why && !why.value) {
        asking = press;
        why.focus();
      } else press.click();
    }
    event.preventDefault();
  });
})();
