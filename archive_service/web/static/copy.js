// Copies the text that a button names to the clipboard, where the browser allows it.
"use strict";

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
      button.firstChild.textContent = button.dataset.copied;
    });
  }
}
