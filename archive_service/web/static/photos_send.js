// Sends the pages of photos.js in their order, shows how far each has come, and tries again after a lost line. Sending
// twice does no harm: the archive knows the same pictures again and answers with the record it made of them.
"use strict";

const WAITS = [3, 6, 12, 30, 60, 60, 60, 60]; // seconds before each further attempt; sooner when the line is back
const STALLED = 60_000; // milliseconds without any progress: the line is dead, though nobody said so
let waiting;

function stop(text) {
  clearTimeout(waiting);
  waiting = undefined;
  send.disabled = false;
  sent.hidden = true;
  for (const page of pages) page.bar.hidden = true;
  told.textContent = text;
  told.scrollIntoView({ block: "center" });
}

function answered(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {}; // no answer of ours: a line that was lost on the way
  }
}

function finish(request, attempt) {
  const answer = answered(request);
  if (answer.address) window.location.assign(answer.address);
  else if (answer.message) stop([answer.message, answer.action].filter(Boolean).join(" "));
  else again(attempt);
}

function again(attempt) {
  const seconds = WAITS[attempt];
  if (seconds === undefined) {
    stop(words.failed);
    return;
  }
  told.textContent = say(words.again, { seconds });
  send.disabled = false; // who does not want to wait sends at once
  waiting = setTimeout(() => begin(attempt + 1), seconds * 1000);
}

// The bytes sent so far, shared out over the pages in their order; the form before them is next to nothing.
function progressed({ loaded, total }) {
  let left = loaded;
  for (const page of pages) {
    const bytes = chosen(page).size;
    page.bar.hidden = false;
    page.bar.value = Math.min(1, Math.max(0, left / bytes));
    left -= bytes;
  }
  sent.value = loaded / total;
  const percent = Math.floor((100 * loaded) / total);
  told.textContent = percent < 100 ? say(words.sending, { percent }) : words.keeping;
}

function begin(attempt) {
  clearTimeout(waiting);
  waiting = undefined;
  const body = new FormData(form);
  for (const name of ["files", "form"]) body.delete(name);
  // Cameras call every picture alike: the page's number keeps the names apart and in order.
  pages.forEach((page, at) => {
    const file = chosen(page);
    body.append("files", file, `${String(at + 1).padStart(3, "0")}-${file.name}`);
  });
  const request = new XMLHttpRequest();
  let stalled = setTimeout(() => request.abort(), STALLED);
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", document.querySelector("meta[name=csrf-token]").content);
  request.upload.onprogress = (step) => {
    clearTimeout(stalled);
    if (step.loaded < step.total) stalled = setTimeout(() => request.abort(), STALLED);
    if (step.lengthComputable) progressed(step);
  };
  request.onload = () => finish(request, attempt);
  request.onerror = request.onabort = () => again(attempt);
  request.onloadend = () => clearTimeout(stalled);
  send.disabled = true;
  sent.hidden = false;
  request.send(body);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (pages.length === 0) {
    stop(words.none);
    takers[0].focus();
    return;
  }
  send.disabled = true;
  told.scrollIntoView({ block: "center" }); // the pages and how far they are, not the button that is done with
  await looked;
  begin(0);
});
window.addEventListener("online", () => {
  if (waiting) begin(0);
});
