// Offers units by any name, code or alias while one types. Without it codes can be typed as they are.
"use strict";
(() => {
  const list = document.getElementById("units-found");
  if (!list) return;
  let waiting;
  const offer = async (text) => {
    const last = text.split("|").pop().trim();
    if (last.length < 2) return;
    const answer = await fetch(`/units/found?q=${encodeURIComponent(last)}`, { credentials: "same-origin" });
    if (!answer.ok) return;
    const { units } = await answer.json();
    const before = text.includes("|") ? `${text.slice(0, text.lastIndexOf("|") + 1)} ` : "";
    list.replaceChildren(...units.map(({ unit, parent, by }) => {
      const option = document.createElement("option");
      option.value = before + unit.code;
      option.label = [unit.name, parent && parent.name, by !== unit.name && by].filter(Boolean).join(" · ");
      option.textContent = `${option.label} ${text}`;
      return option;
    }));
  };
  for (const input of document.querySelectorAll('input[list="units-found"]')) {
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => offer(input.value), 200);
    });
  }
})();
