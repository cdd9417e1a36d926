/* A slider over a series of stills. Without this file the stills are chosen one by one; with it, also by dragging. */
"use strict";
for (const series of document.querySelectorAll(".stills")) {
  const radios = [...series.querySelectorAll('input[type="radio"]')];
  if (radios.length < 2) continue;
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = "1";
  slider.max = String(radios.length);
  slider.setAttribute("aria-label", "Still");
  const follow = () => {
    const at = radios.findIndex((radio) => radio.checked);
    slider.value = String(at + 1);
    slider.setAttribute("aria-valuetext", radios[at].nextElementSibling.textContent);
  };
  slider.addEventListener("input", () => {
    radios[Number(slider.value) - 1].checked = true;
    follow();
  });
  series.addEventListener("change", follow);
  series.querySelector("legend").after(slider);
  follow();
}
