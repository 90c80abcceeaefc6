"use strict";
(() => {
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const list = (value) => (value ? value.split(" ") : []);
  const quotes = new Map();
  const slots = new Map();
  const push = (map, key, node) => (map.has(key) ? map.get(key).push(node) : map.set(key, [node]));
  for (const seg of all(".seg")) {
    for (const id of list(seg.dataset.claims)) push(quotes, id, seg);
    for (const item of list(seg.dataset.slots)) push(slots, item.split(":")[0], seg);
  }
  let lit = [];
  let pinned = [];
  let last = { seg: null, turn: 0 };

  const light = (ids) => {
    for (const [node, name] of lit) node.classList.remove(name);
    lit = [];
    const add = (node, name) => {
      if (!node) return;
      node.classList.add(name);
      lit.push([node, name]);
    };
    for (const id of ids) {
      add(document.getElementById(id), "on");
      for (const seg of quotes.get(id) || []) add(seg, "on");
      for (const seg of slots.get(id) || []) add(seg, "slot-on");
    }
  };
  const claimsOf = (target) => {
    const card = target.closest(".card");
    if (card) return [card.id];
    const seg = target.closest(".seg");
    if (!seg) return null;
    const quoted = list(seg.dataset.claims);
    return quoted.length ? quoted : [...new Set(list(seg.dataset.slots).map((item) => item.split(":")[0]))];
  };
  const show = (node) => {
    node.scrollIntoView({ block: "nearest", inline: "nearest" });
    node.focus({ preventScroll: true });
  };
  const toText = (card) => {
    const seg = (quotes.get(card.id) || [])[0];
    pinned = [card.id];
    light(pinned);
    if (!seg) return;
    seg.scrollIntoView({ block: "center" });
    seg.focus({ preventScroll: true });
  };
  const toCard = (seg) => {
    const ids = claimsOf(seg);
    last = { seg, turn: last.seg === seg ? last.turn + 1 : 0 };
    const id = ids[last.turn % ids.length];
    pinned = [id];
    light(pinned);
    const card = document.getElementById(id);
    if (card) show(card);
  };

  for (const kind of ["mouseover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const ids = claimsOf(event.target);
      if (ids && !(kind === "focusin" && pinned.length && ids.includes(pinned[0]))) light(ids);
    });
  }
  document.addEventListener("mouseout", (event) => {
    if (claimsOf(event.target)) light(pinned);
  });
  document.addEventListener("click", (event) => {
    const seg = event.target.closest(".seg[data-claims]");
    if (seg) {
      event.preventDefault();
      toCard(seg);
      return;
    }
    const card = event.target.closest(".card");
    if (!card) return;
    const inner = event.target.closest("a, summary, form");
    if (inner && !inner.classList.contains("go")) return;
    if (!inner && String(window.getSelection())) return;
    event.preventDefault();
    toText(card);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      pinned = [];
      last = { seg: null, turn: 0 };
      light(pinned);
    } else if (event.key === "Enter" && event.target.classList.contains("card")) {
      event.preventDefault();
      toText(event.target);
    }
  });
})();
