// Who signs out in one tab leaves nothing to read in the others: the sign-in page tells those that show a person.
"use strict";

{
  const channel = new BroadcastChannel("session");
  const { page, way } = document.currentScript.dataset;
  if (page === "person") channel.addEventListener("message", () => { location.replace(way); });
  if (page === "nobody") channel.postMessage("nobody is signed in");
}
