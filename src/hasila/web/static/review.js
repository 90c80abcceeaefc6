"use strict";
// The keys that stand on the buttons. What needs a reason takes the reader to its field first; Enter there goes on.
(() => {
  const why = document.getElementById("why");
  let wanted = null;
  const press = (node) => {
    if (node.hasAttribute("data-why") && why && !why.value.trim()) {
      wanted = node;
      why.required = true;
      why.focus();
      return;
    }
    if (node.matches("input[type=checkbox]")) node.checked = !node.checked;
    else if (node.matches("input")) node.focus();
    else node.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === why) {
      if (event.key === "Enter" && wanted) {
        event.preventDefault();
        if (why.value.trim()) wanted.click();
      } else if (event.key === "Escape") {
        wanted = null;
        why.required = false;
        why.blur();
      }
      return;
    }
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const node = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!node) return;
    event.preventDefault();
    press(node);
  });
  for (const node of document.querySelectorAll("[data-why]")) {
    node.addEventListener("click", (event) => {
      if (why && !why.value.trim()) {
        event.preventDefault();
        press(node);
      }
    });
  }
})();
