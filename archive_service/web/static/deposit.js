// Sends each file by itself, so that each shows its progress and its receipt, and one refusal stops no other.
"use strict";

const form = document.getElementById("deposit");
const picker = document.getElementById("files");
const queue = document.getElementById("queue");
const drop = form.querySelector(".drop");
const words = form.dataset;
const LOOKS = 60;
let waiting = [];

function line(file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.className = "file-name";
  name.textContent = file.name;
  const state = document.createElement("span");
  state.className = "state";
  state.textContent = words.waiting;
  const link = document.createElement("span");
  const progress = document.createElement("progress");
  progress.max = 1;
  progress.value = 0;
  progress.setAttribute("aria-label", file.name);
  item.append(name, state, link, progress);
  queue.append(item);
  return { file, item, state, link, progress, done: false };
}

function tell(entry, kind, text, why) {
  entry.item.className = kind;
  entry.state.textContent = text;
  entry.item.querySelector(".why")?.remove();
  if (why) {
    const reason = document.createElement("span");
    reason.className = "why";
    reason.textContent = why;
    entry.item.append(reason);
  }
}

function add(files) {
  for (const file of files) {
    const entry = line(file);
    if (file.size > Number(words.limit)) {
      entry.progress.remove();
      entry.done = true;
      tell(entry, "refused", words.refused, words.tooLarge);
    } else {
      waiting.push(entry);
    }
  }
  picker.value = "";
  picker.required = waiting.length === 0;
}

function send(entry, others = []) {
  return new Promise((resolve) => {
    const body = new FormData(form);
    body.delete("files");
    for (const each of [entry, ...others]) body.append("files", each.file, each.file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", document.querySelector("meta[name=csrf-token]").content);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) entry.progress.value = event.loaded / event.total;
    };
    request.onload = () => resolve(answered(entry, request));
    request.onerror = () => resolve(tell(entry, "failed", words.failed));
    tell(entry, "sending", words.sending);
    request.send(body);
  });
}

function answered(entry, request) {
  let answer;
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    tell(entry, "failed", words.failed);
    return;
  }
  if (!answer.receipts) {
    tell(entry, "failed", words.refused, [answer.message, answer.action].filter(Boolean).join(" "));
    return;
  }
  entry.done = true;
  entry.progress.remove();
  const [receipt, ...others] = answer.receipts;
  show(entry, receipt);
  let last = entry.item;
  for (const other of others) {
    const inner = line({ name: other.file });
    inner.progress.remove();
    last.after(inner.item);
    last = inner.item;
    show(inner, other);
  }
  if (others.length) entry.item.querySelector(".file-name").textContent = receipt.file;
}

function show(entry, receipt) {
  if (receipt.status === "refused") {
    tell(entry, "refused", words.refused, receipt.message);
    return;
  }
  const link = document.createElement("a");
  link.href = `/records/${encodeURIComponent(receipt.id)}`;
  link.textContent = words.open;
  entry.link.replaceChildren(link);
  if (receipt.status === "exists") {
    tell(entry, "exists", words.exists);
  } else {
    tell(entry, "created", words.reading);
    watch(entry, receipt.id, LOOKS);
  }
}

async function watch(entry, id, looks) {
  if (looks === 0) return;
  await new Promise((resolve) => setTimeout(resolve, 1500));
  try {
    const response = await fetch(`/records/${encodeURIComponent(id)}/state`, { headers: { Accept: "application/json" } });
    const { state } = await response.json();
    if (state === "searchable") return tell(entry, "searchable", words.searchable);
    if (state === "no_text") return tell(entry, "created", words.noText);
  } catch {
    // The line is down for a moment: the next look will tell.
  }
  return watch(entry, id, looks - 1);
}

// What the paper says of itself, beside the fields. Only an empty field is filled; what a person typed stays.
const looked = document.getElementById("looked");
const facts = document.getElementById("facts");
document.getElementById("look").hidden = true;

function forget() {
  for (const place of form.querySelectorAll(".evidence")) place.textContent = "";
  for (const field of form.querySelectorAll("[data-filled]")) {
    field.value = "";
    delete field.dataset.filled;
  }
  looked.textContent = "";
  facts.replaceChildren();
}

function fill(field, value) {
  field.value = value;
  if (field.value === value) field.dataset.filled = "yes";
}

function beside(seen) {
  const field = form.elements[seen.field];
  const place = form.querySelector(`.evidence[data-field="${seen.field}"]`);
  if (!field || !place) return;
  const line = `${words.line.replace("{line}", seen.evidence)} (${seen.percent}%)`;
  if (seen.sure) {
    if (field.value === "") fill(field, seen.value);
    place.textContent = field.value === seen.value ? line : `${words.maybe.replace("{value}", seen.words)} · ${line}`;
    return;
  }
  const use = document.createElement("button");
  use.type = "button";
  use.className = "link";
  use.textContent = words.use;
  use.addEventListener("click", () => fill(field, seen.value));
  place.replaceChildren(`${words.maybe.replace("{value}", seen.words)} · ${line} `, use);
}

async function look(file) {
  looked.textContent = words.looking;
  const body = new FormData();
  body.append("files", file, file.name);
  try {
    const response = await fetch(words.look, {
      method: "POST",
      body,
      headers: { Accept: "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
    });
    const answer = await response.json();
    if (waiting.length !== 1 || waiting[0].file !== file) return;
    for (const seen of answer.seen ?? []) beside(seen);
    // Drawn and escaped by the server, as on the page of a record.
    facts.replaceChildren(...new DOMParser().parseFromString(answer.facts ?? "", "text/html").body.childNodes);
    looked.textContent = answer.message || (answer.seen?.length ? words.looked : "");
  } catch {
    looked.textContent = "";
  }
}

function lookAtTheOnlyOne() {
  forget();
  if (waiting.length === 1) look(waiting[0].file);
}

form.addEventListener("input", (event) => delete event.target.dataset.filled);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  add(picker.files);
  if (waiting.length === 0 || !form.reportValidity()) return;
  const button = form.querySelector("button:not([type]):not([formaction])");
  button.disabled = true;
  const batch = waiting;
  if (document.getElementById("together").checked) {
    const [first, ...others] = batch;
    await send(first, others);
    for (const other of others) {
      other.done = first.done;
      other.progress.hidden = first.done;
      tell(other, first.item.className, first.state.textContent);
    }
  } else {
    for (const entry of batch) await send(entry);
  }
  waiting = batch.filter((entry) => !entry.done);
  picker.required = waiting.length === 0;
  button.disabled = false;
});

picker.addEventListener("change", () => {
  add(picker.files);
  lookAtTheOnlyOne();
});
for (const kind of ["dragover", "dragenter"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  add(event.dataTransfer.files);
  lookAtTheOnlyOne();
});
