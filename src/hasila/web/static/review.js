"use strict";
// The keys that stand on the buttons. What needs a reason takes the reader to its field first; Enter there goes on.
(() => {
  let wanted = null;
  const whyOf = (node) => node.form?.elements.namedItem("why");
  const lacks = (node) => node.hasAttribute("data-why") && whyOf(node) && !whyOf(node).value.trim();
  const ask = (node) => {
    wanted = node;
    whyOf(node).required = true;
    whyOf(node).focus();
  };
  const press = (node) => {
    if (lacks(node)) ask(node);
    else if (node.matches("input:not([type=checkbox])")) node.focus();
    else {
      node.click();
      // At once, before the next key: the event that tells of the opening comes later.
      node.closest("details.edit[open]")?.querySelector("input[name=low]").select();
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const target = event.target;
    const typing = target.closest("input:not([type=checkbox]), textarea, select");
    if (event.key === "Escape") {
      const open = target.closest("details[open]");
      wanted = null;
      if (typing?.name === "why" && !open) typing.required = false;
      if (open) open.open = false;
      if (typing || open) document.activeElement.blur();
      return;
    }
    if (typing) {
      // Enter in the field of the reason presses what asked for it, not the first button of the form.
      if (event.key === "Enter" && typing.name === "why" && wanted?.form === typing.form) {
        event.preventDefault();
        if (typing.value.trim()) wanted.click();
      }
      return;
    }
    const node = document.querySelector(`[data-key="${CSS.escape(window.keyOf(event))}"]`);
    if (!node) return;
    event.preventDefault();
    press(node);
  });
  for (const node of document.querySelectorAll("[data-why]")) {
    node.addEventListener("click", (event) => {
      if (!lacks(node)) return;
      event.preventDefault();
      ask(node);
    });
  }

  // Marks stay while the reader goes from item to item, until what is marked was sent and kept.
  const list = document.getElementById("marked");
  if (!list) return;
  const read = (name) => new Set(JSON.parse(sessionStorage.getItem(`${name}:${list.dataset.queue}`) ?? "[]"));
  const keep = (name, some) => sessionStorage.setItem(`${name}:${list.dataset.queue}`, JSON.stringify([...some]));
  const marks = read("marks");
  if (new URLSearchParams(location.search).has("done")) for (const one of read("sent")) marks.delete(one);
  keep("sent", []);
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  const output = list.querySelector("output");
  const count = () => {
    keep("marks", marks);
    if (output) output.textContent = marks.size ? String(marks.size) : "";
  };
  for (const box of boxes) {
    box.checked = marks.has(box.value);
    box.addEventListener("change", () => {
      if (box.checked) marks.add(box.value);
      else marks.delete(box.value);
      count();
    });
  }
  count();
  list.addEventListener("submit", () => {
    keep("sent", marks);
    const shown = new Set(boxes.map((box) => box.value));
    for (const one of marks) {
      if (shown.has(one)) continue;
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = list.dataset.field;
      field.value = one;
      list.append(field);
    }
  });
})();
