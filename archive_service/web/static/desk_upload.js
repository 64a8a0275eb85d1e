// Sends dropped files, chosen files and whole folders, two at a time, each by itself into a batch kept on the server.
// What is there already is not sent again, so a batch that broke off goes on when the folder is dropped once more.
"use strict";

const form = document.getElementById("drop-form");
const words = form.dataset;
const picker = document.getElementById("files");
const folder = document.getElementById("folder");
const drop = form.querySelector(".drop");
const list = document.getElementById("sent");
const told = document.getElementById("sending-told");
const whole = document.getElementById("sending-all");
const next = document.getElementById("sending-next");
const again = document.getElementById("sending-again");
const token = document.querySelector("meta[name=csrf-token]").content;
const AT_ONCE = 2;
const TRIES = 3;
const HIDDEN = /(^|\/)(\.[^/]*|Thumbs\.db|desktop\.ini)$/i;
const entries = [];
let batch = words.batch ?? "";
let opening = null;
let running = 0;

form.classList.add("scripted");
form.querySelector(".without-scripts").hidden = true;
if ("webkitdirectory" in folder) document.getElementById("folder-choice").hidden = false;

function ask(method, address, body, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token);
    if (progress) request.upload.onprogress = progress;
    request.onerror = () => reject(new Error(words.lost));
    request.onload = () => {
      try {
        resolve({ ok: request.status < 400, status: request.status, answer: JSON.parse(request.responseText) });
      } catch {
        reject(new Error(words.lost));
      }
    };
    request.send(body);
  });
}

function line(path, size) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.className = "file-name";
  name.textContent = path;
  const state = document.createElement("span");
  state.className = "state";
  state.textContent = words.waiting;
  const progress = document.createElement("progress");
  progress.max = 1;
  progress.value = 0;
  progress.setAttribute("aria-label", path);
  item.append(name, state, progress);
  list.append(item);
  return { path, size, item, state, progress, done: false };
}

function tell(entry, kind, text, why = "", link = null) {
  entry.item.className = kind;
  entry.state.textContent = text;
  entry.item.querySelector(".why")?.remove();
  if (why) {
    const reason = document.createElement("span");
    reason.className = "why";
    reason.textContent = `${why} `;
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.textContent = link.split("/").pop();
      reason.append(anchor);
    }
    entry.item.append(reason);
  }
}

function finish(entry, kind, text, why, link) {
  entry.done = true;
  entry.kind = kind;
  entry.progress.remove();
  tell(entry, kind, text, why, link);
}

async function openBatch() {
  if (batch) return;
  const body = new FormData(form);
  body.delete("files");
  body.set("announced", String(entries.length));
  const { ok, answer } = await ask("POST", words.open, body);
  if (!ok) throw new Error([answer.message, answer.action].filter(Boolean).join(" "));
  batch = answer.page;
  history.replaceState(null, "", batch);
  next.href = batch;
}

// Without the names of the machine's own hidden files; what the batch has already is told and not sent.
async function add(found) {
  const files = found.filter(({ path }) => !HIDDEN.test(path));
  document.getElementById("sending").hidden = false;
  if (files.length === 0) {
    told.textContent = words.empty;
    return;
  }
  const fresh = files.map(({ file, path }) => Object.assign(line(path, file.size), { file, tries: 0 }));
  entries.push(...fresh);
  for (const entry of fresh) {
    if (entry.size > Number(words.limit)) finish(entry, "refused", words.refused, words.tooLarge);
  }
  try {
    opening ??= openBatch();
    await opening;
    const { known, total } = await knownFiles();
    for (const entry of fresh) {
      if (!entry.done && known.has(`${entry.size} ${entry.path}`)) finish(entry, "exists", words.skipped);
    }
    await announce(total + entries.filter((entry) => !entry.done).length);
  } catch (error) {
    opening = null;
    for (const entry of fresh) if (!entry.done) tell(entry, "failed", error.message);
    settle();
    return;
  }
  if (found.length > files.length) {
    const note = document.createElement("li");
    note.className = "quiet";
    note.textContent = words.hiddenFiles.replace("{count}", found.length - files.length);
    list.append(note);
  }
  while (running < AT_ONCE && entries.some(isWaiting)) work();
  settle();
}

function announce(count) {
  const body = new FormData();
  body.append("announced", String(count));
  return ask("POST", `${batch}/announced`, body);
}

// Files that were on their way when an earlier browser was closed are counted twice until all is sent.
async function announceWhatCame() {
  const { total } = await knownFiles();
  if (total && entries.every((entry) => entry.done)) await announce(total);
}

async function knownFiles() {
  const known = new Set();
  let after = "";
  let total = 0;
  do {
    const { ok, answer } = await ask("GET", `${batch}/known?after=${encodeURIComponent(after ?? "")}`);
    if (!ok) break;
    for (const file of answer.files) known.add(`${file.size} ${file.name}`);
    total = answer.total;
    after = answer.after;
  } while (after);
  return { known, total };
}

const isWaiting = (entry) => !entry.done && !entry.busy && entry.tries < TRIES;

async function work() {
  running += 1;
  for (let entry = entries.find(isWaiting); entry; entry = entries.find(isWaiting)) {
    entry.busy = true;
    entry.tries += 1;
    await send(entry);
    entry.busy = false;
    settle();
  }
  running -= 1;
  settle();
  if (running === 0 && entries.every((entry) => entry.done)) {
    announceWhatCame().catch(() => {}); // the line is lost: the batch says that files are missing, and can be asked again
  }
}

async function send(entry) {
  const body = new FormData(form);
  body.delete("files");
  body.append("named", entry.path);
  body.append("files", entry.file, entry.file.name);
  tell(entry, "sending", words.sending);
  try {
    const { ok, status, answer } = await ask("POST", `${batch}/files`, body, (event) => {
      if (event.lengthComputable) entry.progress.value = event.loaded / event.total;
      settle();
    });
    if (ok) return show(entry, answer.files);
    const why = [answer.message, answer.action].filter(Boolean).join(" ");
    if (status >= 500) return tell(entry, "failed", words.lost, why);
    return finish(entry, "refused", words.refused, why);
  } catch (error) {
    tell(entry, "failed", error.message);
    await new Promise((resolve) => setTimeout(resolve, 1500 * entry.tries));
  }
}

// A package is answered with a line for each file in it.
function show(entry, files) {
  const [first, ...others] = files;
  for (const other of others) {
    const inner = line(other.name, 0);
    entries.push(inner);
    finish(inner, other.state, `${other.sign} ${other.words}`, [other.why, other.action].join(" ").trim(), other.review ? null : other.record);
  }
  finish(entry, first.state, `${first.sign} ${first.words}`, [first.why, first.action].join(" ").trim(), first.review ? null : first.record);
}

function settle() {
  const done = entries.filter((entry) => entry.done);
  const part = entries.reduce((sum, entry) => sum + (entry.done ? 1 : entry.progress.value), 0);
  whole.value = entries.length ? part / entries.length : 0;
  told.textContent = words.progress.replace("{sent}", done.length).replace("{all}", entries.length);
  const stuck = entries.filter((entry) => !entry.done && !entry.busy && entry.tries >= TRIES);
  again.hidden = stuck.length === 0;
  for (const entry of stuck) if (entry.item.className === "failed") entry.state.textContent = words.failed;
  if (done.length === entries.length && entries.length) {
    const attention = done.filter((entry) => ["attention", "refused"].includes(entry.kind)).length;
    told.textContent = words.finished.replace("{all}", entries.length).replace("{kept}", entries.length - attention).replace("{attention}", attention);
  }
  next.hidden = !batch || done.length === 0;
}

async function inside(entry, place = "") {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, path: place + file.name }];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return found;
    for (const each of part) found.push(...(await inside(each, `${place}${entry.name}/`)));
  }
}

const chosen = (files) => Array.from(files, (file) => ({ file, path: file.webkitRelativePath || file.name }));

for (const each of [picker, folder]) {
  each.addEventListener("change", () => {
    const files = chosen(each.files);
    each.value = "";
    add(files);
  });
}
for (const kind of ["dragover", "dragenter"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const dropped = Array.from(event.dataTransfer.items, (item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (dropped.length === 0) return add(chosen(event.dataTransfer.files));
  const found = [];
  for (const each of dropped) found.push(...(await inside(each)));
  return add(found);
});
again.addEventListener("click", () => {
  for (const entry of entries) if (!entry.done) entry.tries = 0;
  while (running < AT_ONCE && entries.some(isWaiting)) work();
});
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("beforeunload", (event) => {
  if (entries.some((entry) => entry.busy || isWaiting(entry))) event.preventDefault();
});
