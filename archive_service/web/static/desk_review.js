// The queue by keyboard, and taking over what the paper says. Every shortcut needs a modifier and has its link or button.
"use strict";

const review = document.getElementById("review");
const KEYS = { PageUp: "before", PageDown: "after" };

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey && !event.altKey && !event.shiftKey) {
    event.preventDefault();
    review.querySelector("button:not([type])")?.click();
  } else if (event.altKey && !event.ctrlKey && KEYS[event.key]) {
    event.preventDefault();
    document.getElementById(KEYS[event.key])?.click();
  }
});

for (const button of review.querySelectorAll("[data-use]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = review.elements[button.dataset.use];
    field.value = button.dataset.value;
    field.focus();
  });
}

// The first field that wants a look is where the work is.
const first = review.querySelector("[aria-invalid=true]") ?? review.querySelector(".says.differs, .says.offered, .says.filled");
const field = first?.matches(".says") ? first.closest(".field").querySelector("input, select") : first;
field?.focus({ preventScroll: true });
