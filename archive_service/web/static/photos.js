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

const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// A small drawing of the picture: the file itself may be many megabytes.
async function draw(canvas, file) {
  try {
    const picture = await createImageBitmap(file, { resizeWidth: SIDE, resizeQuality: "medium" });
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext("2d").drawImage(picture, 0, 0);
    picture.close();
  } catch {
    canvas.hidden = true; // a picture the browser cannot show (HEIC) is taken all the same
  }
}

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
      show();
      (list.children[Math.min(at, pages.length - 1)]?.querySelector("button:not([disabled])") ?? takers[0]).focus();
    }, false);
    moves.append(up, down, remove);
    item.append(page.canvas, name, moves);
    return item;
  }));
  told.textContent = pages.length ? say(words.count, { count: pages.length }) : words.none;
}

function add(input) {
  for (const file of input.files) {
    if (pages.length >= Number(words.most)) break;
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    draw(canvas, file);
    pages.push({ file, canvas });
  }
  input.value = "";
  show();
}

function finish(request) {
  let answer = {};
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    // No answer of ours: told below as a lost connection.
  }
  if (answer.address) {
    window.location.assign(answer.address);
    return;
  }
  stop([answer.message, answer.action].filter(Boolean).join(" ") || words.failed);
}

function stop(text) {
  send.disabled = false;
  sent.hidden = true;
  told.textContent = text;
  told.scrollIntoView({ block: "center" });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (pages.length === 0) {
    stop(words.none);
    takers[0].focus();
    return;
  }
  const body = new FormData(form);
  body.delete("files");
  // Cameras call every picture alike: the page's number keeps the names apart and in order.
  pages.forEach(({ file }, at) => body.append("files", file, `${String(at + 1).padStart(3, "0")}-${file.name}`));
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", document.querySelector("meta[name=csrf-token]").content);
  request.upload.onprogress = (step) => {
    if (!step.lengthComputable) return;
    sent.value = step.loaded / step.total;
    const percent = Math.floor((100 * step.loaded) / step.total);
    told.textContent = percent < 100 ? say(words.sending, { percent }) : words.keeping;
  };
  request.onload = () => finish(request);
  request.onerror = () => stop(words.failed);
  send.disabled = true;
  sent.hidden = false;
  request.send(body);
});

form.classList.add("scripted");
for (const input of takers) input.addEventListener("change", () => add(input));
show();
