/* Renews what is seen without reloading the page. Without this file the page reloads itself. */
"use strict";
const every = Number(document.querySelector("#live").dataset.ask) * 1000;
const renew = async () => {
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#live");
        if (fresh) document.querySelector("#live").replaceWith(document.adoptNode(fresh));
      }
    } catch { /* the next round asks again */ }
  }
  setTimeout(renew, every);
};
setTimeout(renew, every);
