/* Renews what is seen without reloading the page, and says when the server does not answer. Without this file the page
   reloads itself. */
"use strict";
const every = Number(document.querySelector("#live").dataset.ask) * 1000;
const unanswered = document.querySelector("#unanswered");
const told = () => [...document.querySelectorAll("#live [data-told]")].map((head) => head.textContent).join(", ");
let since = document.querySelector("#live time").textContent;
let timer;
const renew = async () => {
  clearTimeout(timer);
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(every) });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#live");
    if (!fresh) throw new Error("another page");
    const before = told();
    document.querySelector("#live").replaceWith(document.adoptNode(fresh));
    document.title = page.title;
    since = document.querySelector("#live time").textContent;
    unanswered.hidden = true;
    if (told() !== before) document.querySelector("#changed").textContent = told();
  } catch {
    unanswered.querySelector("b").textContent = since;
    unanswered.hidden = false;
    if (!document.title.startsWith("No answer")) document.title = `No answer · ${document.title}`;
  }
  timer = setTimeout(renew, every);
};
/* A page in the background is slowed down by the browser: whoever comes back to it sees what is there now. */
document.addEventListener("visibilitychange", () => { if (!document.hidden) renew(); });
timer = setTimeout(renew, every);
