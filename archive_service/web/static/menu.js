// On a narrow screen the menu is one line that scrolls: shows the entry where one is, in browsers whose styles cannot.
"use strict";

const current = document.querySelector(".top nav a[aria-current]");
if (current && !CSS.supports("scroll-initial-target: nearest")) {
  const menu = current.closest("nav");
  menu.scrollLeft = current.offsetLeft - (menu.clientWidth - current.offsetWidth) / 2;
}
