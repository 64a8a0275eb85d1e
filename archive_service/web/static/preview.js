// Shows the page a result was found on beside the list, on wide screens: on focus at once, under the pointer after a rest.
"use strict";

const panel = document.getElementById("preview");
const wide = window.matchMedia("(min-width: 80rem)");
if (panel) {
  const title = panel.querySelector(".preview-title");
  const image = panel.querySelector("img");
  const told = panel.querySelector(".preview-told");
  const REST = 350;
  let resting;
  let shown;

  const show = (item) => {
    if (item === shown || !wide.matches) return;
    shown?.classList.remove("looked-at");
    shown = item;
    item.classList.add("looked-at");
    title.textContent = item.querySelector(".hit-title").textContent;
    image.hidden = true;
    told.hidden = true;
    image.alt = panel.dataset.alt.replace("{title}", title.textContent);
    image.src = item.dataset.preview;
  };
  image.addEventListener("load", () => { image.hidden = false; });
  image.addEventListener("error", () => {
    told.textContent = panel.dataset.none;
    told.hidden = false;
  });
  panel.hidden = false;
  for (const item of document.querySelectorAll("[data-preview]")) {
    item.addEventListener("focusin", () => show(item));
    item.addEventListener("pointerenter", () => {
      clearTimeout(resting);
      resting = setTimeout(() => show(item), REST);
    });
    item.addEventListener("pointerleave", () => clearTimeout(resting));
  }
}
