// Sends the pages of photos.js one after the other, shows how far each has come, and goes on after a lost line with the
// page it was at: the archive keeps what has arrived, also when the browser is closed in between. Then says what they are.
"use strict";

const WAITS = [3, 6, 12, 30, 60, 60, 60, 60]; // seconds before each further attempt; sooner when the line is back
const STALLED = 60_000; // milliseconds without any progress: the line is dead, though nobody said so
const MOST_LOST = 3; // so often may the archive have lost pages it kept, before a person is asked
let waiting;
let lost = 0;

function stop(text) {
  clearTimeout(waiting);
  waiting = undefined;
  send.disabled = false;
  sent.hidden = true;
  for (const page of pages) page.bar.hidden = true;
  tell();
  told.textContent = text;
  told.scrollIntoView({ block: "center" });
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

// What the archive answered; nothing where the line was lost on the way.
function post(address, body, progress = () => {}) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let stalled = setTimeout(() => request.abort(), STALLED);
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", document.querySelector("meta[name=csrf-token]").content);
    request.upload.onprogress = (step) => {
      clearTimeout(stalled);
      if (step.loaded < step.total) stalled = setTimeout(() => request.abort(), STALLED);
      if (step.lengthComputable) progress(step.loaded / step.total);
    };
    request.onload = () => {
      try {
        resolve(JSON.parse(request.responseText));
      } catch {
        resolve({}); // no answer of ours
      }
    };
    request.onerror = request.onabort = () => resolve({});
    request.onloadend = () => clearTimeout(stalled);
    request.send(body);
  });
}

function progressed(page, part) {
  page.bar.hidden = false;
  page.bar.value = part;
  const total = pages.reduce((sum, each) => sum + chosen(each).size, 0);
  const gone = pages.reduce((sum, each) => sum + chosen(each).size * (isKept(each) ? 1 : each === page ? part : 0), 0);
  sent.value = gone / total;
  told.textContent = say(words.sending, { percent: Math.min(99, Math.floor((100 * gone) / total)) });
}

async function begin(attempt) {
  clearTimeout(waiting);
  waiting = undefined;
  send.disabled = true;
  sent.hidden = false;
  for (let page = pages.find((each) => !isKept(each)); page; page = pages.find((each) => !isKept(each))) {
    const file = chosen(page);
    const body = new FormData();
    body.append("picture", file, numbered(page));
    progressed(page, 0);
    const answer = await post(words.pages, body, (part) => progressed(page, part));
    if (answer.message) return stop(answer.message);
    if (!answer.sha512) return again(attempt);
    page.kept = { file, sha512: answer.sha512 };
    tell();
    progressed(page, 1);
    attempt = 0;
  }
  return finish(attempt);
}

async function finish(attempt) {
  const body = new FormData(form);
  for (const name of ["files", "form"]) body.delete(name);
  for (const page of pages) {
    body.append("sent", page.kept.sha512);
    body.append("name", numbered(page));
  }
  told.textContent = words.keeping;
  const { address, message, action, missing } = await post(form.action, body);
  if (address) return window.location.assign(address);
  if (missing) return sendMissing(new Set(missing));
  if (message) return stop([message, action].filter(Boolean).join(" "));
  return again(attempt);
}

// Pages the archive does not have any more are sent again; those of an earlier visit have to be taken again.
function sendMissing(missing) {
  lost += 1;
  const gone = pages.filter((page) => missing.has(page.kept.sha512));
  for (const page of gone) page.kept = undefined;
  const before = gone.filter((page) => !(page.file instanceof Blob));
  if (before.length > 0) {
    pages = pages.filter((page) => !before.includes(page));
    show();
    return stop(words.gone);
  }
  return lost > MOST_LOST ? stop(words.failed) : begin(0);
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
