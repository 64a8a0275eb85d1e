// Under a password a box shows what was typed; under a new one stands what the archive would say to it.
"use strict";

{
  const { show, ask, meter: named } = document.currentScript.dataset;
  const token = document.querySelector("meta[name=csrf-token]").content;

  for (const field of document.querySelectorAll("input[type=password]")) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    label.className = "tick show-password";
    box.type = "checkbox";
    box.autocomplete = "off";
    box.addEventListener("change", () => { field.type = box.checked ? "text" : "password"; });
    label.append(box, ` ${show}`);
    field.after(label);
    // Browsers remember what stood in a field of text.
    field.form.addEventListener("submit", () => { field.type = "password"; });
    if (field.autocomplete === "new-password" && ask) judge(field, label);
  }

  function judge(field, above) {
    const meter = document.createElement("meter");
    const said = document.createElement("p");
    meter.max = 12;
    meter.low = meter.high = meter.optimum = 8;
    meter.setAttribute("aria-label", named);
    meter.hidden = true;
    said.className = "quiet";
    said.setAttribute("role", "status");
    above.after(meter, said);
    let waiting;
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => tell(field.value), 300);
    });

    async function tell(asked) {
      const body = new URLSearchParams({ new: asked, csrf_token: token });
      const answer = await fetch(ask, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok || asked !== field.value) return;
      const { strength, sentence } = await answer.json();
      meter.hidden = !asked;
      meter.value = strength;
      said.textContent = asked ? sentence : "";
    }
  }
}
