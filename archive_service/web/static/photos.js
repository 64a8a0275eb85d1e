// Gathers the pages one picture after the other, lets them be put in order or left out, and sends them as one record.
"use strict";

const form = document.getElementById("photos");
const list = document.getElementById("pages");
const told = document.getElementById("told");
const sent = document.getElementById("sent");
const send = document.getElementById("send");
const words = form.dataset;
const takers = [document.getElementById("camera"), document.getElementById("gallery")];
const SIDE = 320;
let pages = [];
let looked = Promise.resolve(); // pictures are decoded one after the other: a phone has little memory

const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const asTaken = () => form.elements.form.value === "whole";
const chosen = (page) => (asTaken() ? page.file : page.smaller);
const isKept = (page) => page.kept?.file === chosen(page); // the archive has it already, in the form that is chosen
const size = (bytes) => (bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`);

// Decoded once: for a small drawing, since the file may be many megabytes, and for the smaller picture.
async function look(page) {
  try {
    const picture = await createImageBitmap(page.file);
    const scale = SIDE / picture.width;
    page.canvas.width = SIDE;
    page.canvas.height = Math.round(picture.height * scale);
    page.canvas.getContext("2d").drawImage(picture, 0, 0, page.canvas.width, page.canvas.height);
    page.smaller = await madeSmaller(page.file, picture);
    picture.close();
  } catch {
    page.canvas.hidden = true; // a picture the browser cannot show (HEIC) is taken all the same, and as it is
  }
  if (pages.includes(page)) tell();
}

// Cameras call every picture alike: the page's number keeps the names apart and in order.
const numbered = (page) => `${String(pages.indexOf(page) + 1).padStart(3, "0")}-${chosen(page).name}`;

function button(sign, name, action, off) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "quiet-button";
  made.textContent = sign;
  made.setAttribute("aria-label", name);
  made.disabled = off;
  made.addEventListener("click", action);
  return made;
}

function move(from, to, kind) {
  pages.splice(to, 0, ...pages.splice(from, 1));
  show();
  const moved = list.children[to].querySelector(`[data-move="${kind}"]`);
  (moved.disabled ? list.children[to].querySelector("button:not([disabled])") : moved).focus();
}

function show() {
  list.replaceChildren(...pages.map((page, at) => {
    const number = at + 1;
    const item = document.createElement("li");
    const name = document.createElement("strong");
    name.textContent = say(words.page, { number });
    const moves = document.createElement("div");
    moves.className = "moves";
    const up = button("←", say(words.up, { number }), () => move(at, at - 1, "up"), at === 0);
    const down = button("→", say(words.down, { number }), () => move(at, at + 1, "down"), at === pages.length - 1);
    up.dataset.move = "up";
    down.dataset.move = "down";
    const remove = button("×", say(words.remove, { number }), () => {
      pages.splice(at, 1);
      if (page.kept) forget(page.kept.sha512);
      show();
      (list.children[Math.min(at, pages.length - 1)]?.querySelector("button:not([disabled])") ?? takers[0]).focus();
    }, false);
    moves.append(up, down, remove);
    page.bar.setAttribute("aria-label", say(words.sent, { number }));
    item.append(page.canvas, name, page.told, page.bar, moves);
    return item;
  }));
  tell();
}

// How large each page and all of them are, in the form that is chosen.
function tell() {
  for (const page of pages) {
    const bytes = size(chosen(page).size);
    page.told.textContent = isKept(page) ? say(words.kept, { size: bytes }) : bytes;
  }
  const total = pages.reduce((sum, page) => sum + chosen(page).size, 0);
  const taken = pages.reduce((sum, page) => sum + page.file.size, 0);
  told.textContent = pages.length === 0 ? words.none
    : say(total < taken ? words.less : words.count, { count: pages.length, size: size(total), taken: size(taken) });
}

function pageOf(file, canvas) {
  const [note, bar] = ["span", "progress"].map((name) => document.createElement(name));
  note.className = "quiet";
  bar.max = 1;
  bar.value = 0;
  bar.hidden = true;
  return { file, smaller: file, canvas, told: note, bar };
}

function add(input) {
  for (const file of input.files) {
    if (pages.length >= Number(words.most)) break;
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    const page = pageOf(file, canvas);
    pages.push(page);
    looked = looked.then(() => look(page));
  }
  input.value = "";
  show();
}

// Pages that were sent at an earlier visit, before the line or the browser was lost: they need not be sent again.
function takeUp(before) {
  const found = Array.from(before.querySelectorAll("li"), (item) => {
    const { name, size: bytes, sha512 } = item.dataset;
    const page = pageOf({ name: name.replace(/^\d{3}-/, ""), size: Number(bytes) }, item.querySelector("img"));
    page.kept = { file: page.file, sha512 };
    return page;
  });
  pages = [...found, ...pages];
  before.remove();
  show();
}

function forget(sha512) {
  const body = new FormData();
  if (sha512) body.append("sent", sha512);
  const headers = { "Accept": "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content };
  return fetch(words.forget, { method: "POST", body, headers }).catch(() => {}); // what is left there goes in a day
}

form.elements.form.forEach((choice) => choice.addEventListener("change", tell));
document.getElementById("forms").hidden = false;
form.classList.add("scripted");
for (const input of takers) input.addEventListener("change", () => add(input));
const before = document.getElementById("before");
if (before) {
  before.hidden = false;
  document.getElementById("take-up").addEventListener("click", () => takeUp(before));
  document.getElementById("leave-out").addEventListener("click", () => {
    forget();
    before.remove();
    takers[0].focus();
  });
}
show();
