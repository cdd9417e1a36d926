// The desk's keys, drafts that save themselves, and who else is here. Everything works without this file, too.
"use strict";
(() => {
  const body = document.body;
  const form = document.getElementById("form");
  const typing = (el) => el && (el.matches("textarea, select") || (el.matches("input") && el.type !== "checkbox"));

  const press = (el) => {
    const wants = el.dataset.wants && document.getElementById(el.dataset.wants);
    if (wants && !wants.value.trim()) { wants.focus(); return; }
    if (el.matches("a[href^='#']")) {
      const there = document.getElementById(el.getAttribute("href").slice(1));
      there.scrollIntoView({ block: "center" });
      there.focus();
      return;
    }
    el.click();
  };

  // Words that are marked in a report are the ones to quote; without any, the next ones that the coder found.
  const note = (form) => {
    const marked = window.getSelection();
    const at = marked.anchorNode && marked.anchorNode.parentElement.closest("[data-piece]");
    if (!at || marked.isCollapsed || !at.contains(marked.focusNode)) return;
    form.elements["marked"].value = marked.toString();
    form.elements["marked-in"].value = at.dataset.piece;
  };

  const move = (step) => {
    const links = [...document.querySelectorAll("#lines .line a, #lines th a")];
    if (!links.length) return false;
    const at = links.indexOf(document.activeElement);
    const to = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1);
    links[to].focus();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const active = document.activeElement;
    if (event.key === "Escape" && typing(active)) { active.blur(); return; }
    if (event.key === "Enter" && active && active.id === "note" && form) {
      // Enter in the reason sends the act that asked for it, not the form's first button.
      const button = form.querySelector("[data-wants='note']");
      if (button && active.value.trim()) { event.preventDefault(); button.click(); }
      return;
    }
    if (typing(active)) return;
    if (event.key === "j" && move(1)) { event.preventDefault(); return; }
    if (event.key === "k" && move(-1)) { event.preventDefault(); return; }
    const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (found && found.value === "quote") note(found.form);
    if (found) { event.preventDefault(); press(found); }
  });

  for (const field of document.querySelectorAll("input[data-most]")) {
    field.addEventListener("change", () => {
      const most = Number(field.dataset.most), file = field.files[0];
      const words = file && file.size > most ? `This file has ${(file.size / 1e6).toFixed(1)} MB; at most ${most / 1e6} are taken. Save it smaller.` : "";
      field.setCustomValidity(words);
      if (words) field.reportValidity();
    });
  }

  if (!form || !body.dataset.draft) { if (document.getElementById("lines")) move(1); return; }
  const saved = document.getElementById("saved");
  const others = document.getElementById("others");
  let typed = false, sending = false, timer = 0;

  const report = (answer) => {
    others.replaceChildren();
    if (answer.others.length) {
      const p = document.createElement("p");
      p.textContent = `${answer.others.join(", ")} ${answer.others.length > 1 ? "have" : "has"} this open too. `
        + "Whoever sends first keeps the entry; the other is told, and loses no word.";
      others.append(p);
    }
    if (String(answer.version) !== body.dataset.version) {
      const p = document.createElement("p");
      p.textContent = "Somebody has changed this candidate. Your words are kept as your draft; reload to see theirs.";
      others.append(p);
    }
  };

  const send = async () => {
    if (sending) return;
    sending = true;
    const data = new FormData(form);
    data.delete("picture");
    if (typed) data.set("typed", "1");
    const kept = typed;
    typed = false;
    try {
      const response = await fetch(body.dataset.draft, { method: "POST", body: new URLSearchParams(data), credentials: "same-origin" });
      if (!response.ok) throw new Error(String(response.status));
      report(await response.json());
      if (kept) saved.textContent = `Draft saved ${new Date().toISOString().slice(11, 16)} UTC`;
    } catch {
      typed = typed || kept;
      if (kept) saved.textContent = "The draft could not be saved; it will be tried again";
    } finally { sending = false; }
  };

  form.addEventListener("input", () => {
    typed = true;
    saved.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(send, 900);
  });
  // What is on its way needs no draft, and a late one would overwrite what the server makes of it.
  form.addEventListener("submit", () => { clearTimeout(timer); typed = false; });
  // A click takes the marking away before the button is pressed, the pressing of the mouse does not yet.
  const quote = form.querySelector("button[value='quote']");
  if (quote) quote.addEventListener("pointerdown", () => note(form));
  setInterval(send, 20000);
  document.addEventListener("visibilitychange", () => { if (document.hidden && typed) send(); });
})();
