// Fetches the next pages while one reads, and hands the address of the page on. Without it the page reads the same.
"use strict";

const ahead = document.getElementById("ahead");
const page = document.querySelector(".leaf .page");
if (ahead && page && !navigator.connection?.saveData) {
  const fetchAhead = () => {
    for (const waiting of ahead.content.querySelectorAll("img")) {
      const picture = new Image();
      picture.sizes = waiting.sizes;
      picture.srcset = waiting.srcset;
    }
  };
  if (page.complete) fetchAhead();
  else page.addEventListener("load", fetchAhead, { once: true });
}

const share = document.querySelector(".share");
if (share) {
  const told = document.getElementById("share-told");
  const send = document.getElementById("share-send");
  for (const copy of share.querySelectorAll("[data-copies]")) {
    const field = document.getElementById(copy.dataset.copies);
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      field.select();
      // Without https there is no clipboard; the old way still copies what is selected.
      if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
      else document.execCommand("copy");
      told.textContent = share.dataset.copied;
    });
  }
  if (navigator.share) {
    send.hidden = false;
    send.addEventListener("click", async () => {
      try {
        await navigator.share({ title: share.dataset.title, url: document.getElementById("share-link").value });
      } catch (error) {
        if (error.name !== "AbortError") throw error; // closed without sharing: nothing to tell
      }
    });
  }
}
