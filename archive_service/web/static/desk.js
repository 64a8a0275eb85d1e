// Choosing files of the queue, and waiting on those that are still being read.
"use strict";

const queue = document.getElementById("queue-form");

if (queue) {
  const boxes = Array.from(queue.querySelectorAll("input[name=file]"));
  const all = document.getElementById("choose-all");
  const count = document.getElementById("chosen");
  const choosing = () => {
    const number = boxes.filter((box) => box.checked).length;
    count.textContent = number ? count.dataset.words.replace("{count}", number) : "";
    all.checked = number === boxes.length;
    all.indeterminate = number > 0 && number < boxes.length;
  };
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    choosing();
  });
  queue.addEventListener("change", choosing);
  choosing();
  wait(queue, 40);
}

// Every few seconds, less and less often, and only while something is being read.
async function wait(place, looks) {
  const reading = Array.from(place.querySelectorAll("[data-state=received]"));
  if (reading.length === 0 || looks === 0) return;
  await new Promise((resolve) => setTimeout(resolve, 2000 + 100 * (40 - looks)));
  const asked = new URLSearchParams(reading.map((row) => ["file", row.dataset.file]));
  try {
    const states = document.getElementById("drop-form").dataset.states;
    const response = await fetch(`${states}?${asked}`, { headers: { Accept: "application/json" } });
    const { files } = await response.json();
    for (const file of files) become(place.querySelector(`[data-file="${CSS.escape(file.id)}"]`), file);
  } catch {
    // The line is down for a moment: the next look will tell.
  }
  wait(place, looks - 1);
}

function become(row, file) {
  if (!row || row.dataset.state === file.state) return;
  row.classList.replace(`desk-${row.dataset.state}`, `desk-${file.state}`);
  row.dataset.state = file.state;
  row.querySelector(".state").replaceChildren(`${file.sign} ${file.words}`);
  const why = row.querySelector(".why");
  why.hidden = !file.why;
  why.textContent = [file.why, file.action].join(" ");
}
