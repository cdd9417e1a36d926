/* The explore view: the same places, zones and lines as the still map, on a map that moves.
   Everything it draws lies in the page (#explore-data): no tiles, no fonts, no requests.
   Places are links in the page's own order; names are text for the eye only, as they stand in the list too.
   Where scripts or WebGL are missing, or anything fails, the still map stays. */
"use strict";
(() => {
  const box = document.getElementById("explore");
  const still = document.getElementById("explore-fallback");
  const source = document.getElementById("explore-data");
  const here = document.currentScript && document.currentScript.src;
  if (!box || !source || !window.maplibregl || !webgl()) return;
  const data = JSON.parse(source.textContent);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const dark = matchMedia("(prefers-color-scheme: dark)");

  /** Whether the browser can draw: asked before anything is shown. */
  function webgl() {
    try {
      const canvas = document.createElement("canvas");
      return Boolean(canvas.getContext("webgl2") || canvas.getContext("webgl"));
    } catch {
      return false;
    }
  }

  /** A colour of the page's style sheet, as it is now. */
  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() || "#888";
  }

  const geometry = (shape) => ({ type: "geojson", data: { type: "Feature", properties: {}, geometry: shape } });

  /** Layer, paint property and the colour it takes; set again when light turns to dark. */
  const painted = [
    ["sea", "background-color", "sea"], ["land", "fill-color", "land"], ["coast", "line-color", "coast"],
    ["borders", "line-color", "border"], ["disputed", "line-color", "line-2"],
    ["zone", "fill-color", "accent"], ["zone-edge", "line-color", "accent"],
  ];

  function style() {
    return {
      version: 8,
      sources: {
        land: { ...geometry(data.land), tolerance: 0.2 },
        borders: geometry(data.borders),
        disputed: geometry(data.disputed),
        zones: { type: "geojson", data: data.zones },
      },
      layers: [
        { id: "sea", type: "background", paint: {} },
        { id: "land", type: "fill", source: "land", paint: { "fill-antialias": true } },
        { id: "coast", type: "line", source: "land", paint: { "line-width": 1 } },
        { id: "borders", type: "line", source: "borders", paint: { "line-width": 1 } },
        { id: "disputed", type: "line", source: "disputed", paint: { "line-width": 1.2, "line-dasharray": [3, 3] } },
        { id: "zone", type: "fill", source: "zones", paint: { "fill-opacity": 0.12 } },
        { id: "zone-edge", type: "line", source: "zones", paint: { "line-width": 2, "line-dasharray": [3, 2] } },
      ].map((layer) => {
        const [, property, name] = painted.find(([id]) => id === layer.id);
        return { ...layer, paint: { ...layer.paint, [property]: colour(name) } };
      }),
    };
  }

  function sheet(done) {
    if (!here) return done();
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("explore.css", here).href;
    link.onload = link.onerror = done;
    document.head.append(link);
  }

  const corners = ([west, south, east, north]) => [[west, south], [east, north]];

  function start() {
    box.hidden = false;
    const whole = data.limits[2] - data.limits[0] >= 360;
    box.classList.toggle("explore__map--world", whole);
    let map;
    try {
      map = new maplibregl.Map({
        container: box, style: style(), bounds: corners(data.bounds), maxBounds: whole ? undefined : corners(data.limits),
        fitBoundsOptions: { padding: 24 }, minZoom: -2, maxZoom: 10, attributionControl: false, dragRotate: false,
        pitchWithRotate: false, touchPitch: false, fadeDuration: 0, renderWorldCopies: whole, cooperativeGestures: true,
        locale: { "Map.Title": "Map of the list. Arrow keys move it, plus and minus zoom." },
      });
    } catch {
      return back();
    }
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.once("error", () => map.loaded() || back(map));
    map.once("load", () => {
      if (still) still.hidden = true;
      zoom(map);
      marks(map);
      names(map);
      box.dataset.ready = "";
    });
    dark.addEventListener("change", () => {
      for (const [layer, property, name] of painted) map.setPaintProperty(layer, property, colour(name));
    });
  }

  /** Something failed: show the still map again. */
  function back(map) {
    if (map) map.remove();
    box.hidden = true;
    if (still) still.hidden = false;
  }

  function shape(level) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "lv");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `#lv-${level}`);
    svg.append(use);
    return svg;
  }

  const meet = (a, b, gap) =>
    a.left < b.right + gap && b.left < a.right + gap && a.top < b.bottom + gap && b.top < a.bottom + gap;
  const rect = (left, top, width, height) => ({ left, top, right: left + width, bottom: top + height });

  /** Where a name may stand beside its shape, and the side's word for the style sheet. */
  const SIDES = {
    east: (x, y, w, h) => rect(x + 14, y - h / 2, w, h), west: (x, y, w, h) => rect(x - 14 - w, y - h / 2, w, h),
    south: (x, y, w, h) => rect(x - w / 2, y + 14, w, h), north: (x, y, w, h) => rect(x - w / 2, y - 14 - h, w, h),
  };

  /** Places as links. A name goes to the first side that is free; where none is, it shows on focus and hover. */
  function marks(map) {
    const links = data.marks.features.map(({ geometry: { coordinates }, properties }) => {
      const link = document.createElement("a");
      const name = document.createElement("span");
      name.textContent = properties.name;
      link.append(shape(properties.level), name);
      link.className = `explore__mark ${properties.level}`;
      link.href = properties.href;
      place(map, link, coordinates);
      link.setAttribute("aria-label", properties.spoken);
      link.addEventListener("focus", () => show(map, coordinates));
      return { link, name, coordinates };
    });
    const arrange = () => {
      const spots = links.map(({ coordinates }) => map.project(coordinates));
      const taken = spots.map(({ x, y }) => rect(x - 10, y - 10, 20, 20));
      taken.push(rect(box.clientWidth - 48, 0, 48, 124)); // the buttons
      links.forEach(({ link, name }, i) => {
        const { x, y } = spots[i];
        const fits = ([, side]) => {
          const r = side(x, y, name.offsetWidth, name.offsetHeight);
          const inside = r.left > 0 && r.right < box.clientWidth && r.top > 0 && r.bottom < box.clientHeight;
          return inside && !taken.some((t, j) => j !== i && meet(r, t, 2)) && taken.push(r);
        };
        const [side] = Object.entries(SIDES).find(fits) || ["none"];
        link.dataset.side = side;
      });
    };
    arrange();
    map.on("moveend", arrange);
  }

  /** An element of ours on the map, without the role and name that MapLibre gives its markers. */
  function place(map, element, at) {
    const marker = new maplibregl.Marker({ element, anchor: "center" }).setLngLat(at).addTo(map);
    for (const name of ["role", "aria-label", "tabindex"]) element.removeAttribute(name);
    return marker;
  }

  /** A place that gets the focus comes into view. */
  function show(map, coordinates) {
    if (map.getBounds().contains(coordinates)) return;
    map[calm.matches ? "jumpTo" : "easeTo"]({ center: coordinates });
  }

  /** Names of countries and seas, more of them as the map comes nearer, each at the first of its spots that is in
      view and free. */
  function names(map) {
    const first = map.getZoom();
    const labels = data.labels.map((label) => {
      const element = document.createElement("div");
      element.className = label.sea ? "explore__name explore__name--sea" : "explore__name";
      element.textContent = label.name;
      const marker = place(map, element, label.at[0]);
      element.setAttribute("aria-hidden", "true");
      return { element, marker, label };
    });
    const sift = () => {
      const edge = box.getBoundingClientRect();
      const taken = [...box.querySelectorAll(".explore__mark, .explore__mark span, .explore__zoom")].map((e) => {
        const r = e.getBoundingClientRect();
        return rect(r.left - edge.left, r.top - edge.top, r.width, r.height);
      });
      const step = Math.floor((map.getZoom() - first) * 2) + (box.clientWidth > 700 ? 2 : 0);
      for (const { element, marker, label } of labels) {
        const [w, h] = [element.offsetWidth, element.offsetHeight];
        const spot = label.rank <= step && label.at.find((at) => {
          const { x, y } = map.project(at);
          const r = rect(x - w / 2, y - h / 2, w, h);
          const inside = r.left > 4 && r.top > 4 && r.right < edge.width - 4 && r.bottom < edge.height - 4;
          return inside && !taken.some((t) => meet(r, t, 4)) && taken.push(r);
        });
        element.style.visibility = spot ? "" : "hidden";
        if (spot) marker.setLngLat(spot);
      }
    };
    map.on("moveend", sift);
    map.once("idle", sift);
    addEventListener("resize", sift);
  }

  /** Buttons, for those who neither wheel nor pinch. */
  function zoom(map) {
    const group = document.createElement("div");
    group.className = "explore__zoom";
    const animate = () => ({ animate: !calm.matches });
    const acts = [
      ["+", "Zoom in", () => map.zoomIn(animate())],
      ["−", "Zoom out", () => map.zoomOut(animate())],
      ["⌂", "Show the whole list", () => map.fitBounds(corners(data.bounds), { padding: 24, ...animate() })],
    ];
    for (const [sign, words, act] of acts) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", words);
      button.addEventListener("click", act);
      group.append(button);
    }
    box.append(group);
  }

  sheet(start);
})();
