"use strict";
/* Says that reading goes on, refuses at once what the server would, and takes files that are dropped. */
(() => {
  for (const form of document.querySelectorAll("form.add")) {
    const status = form.querySelector("[role=status]");
    const button = form.querySelector("[data-working]");
    form.addEventListener("submit", (event) => {
      const files = Array.from(form.querySelector("[type=file]")?.files ?? []);
      const size = files.reduce((sum, file) => sum + file.size, 0);
      if (form.dataset.most && size > Number(form.dataset.most)) {
        event.preventDefault();
        status.textContent = form.dataset.tooLarge;
        return;
      }
      button.disabled = true;
      status.textContent = button.dataset.working;
    });
  }
  // Back by the browser's button: the page is as it was left.
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("[data-working]")) {
      button.disabled = false;
      button.parentElement.querySelector("[role=status]").textContent = "";
    }
  });
  const drop = document.querySelector(".drop");
  const input = drop.querySelector("input");
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }
})();
