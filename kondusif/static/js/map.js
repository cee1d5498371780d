/* A map of our own areas, without tiles: works with no network but this server's.
   Every [data-map] element reads, with the addresses in its data-* attributes:
   areas    GeoJSON polygons; properties code, name, optional lon/lat for the label
   levels   {days: ["2024-02-10", …], levels: {code: [0|1|2|3|null, …]}, words: {code: "…"}, urls: {code: "…"},
            unsure: [code, …] drawn pale, notes: {code: "72 %"} beside their names}
   villages GeoJSON polygons, drawn as faint lines
   points   GeoJSON points; properties title, day, url
   clusters GeoJSON points; properties radius_m, title, caution (lines for the popup), day, until, url, kind ("silence": dotted)
   alerts   {items: [{codes: [...], title, url}]}
   Colours are CSS classes (level-0 … level-3, level-none), so light, dark and print need nothing here. */

const SIGNS = ["", "▲", "◆", "■"];
const SVG = "http://www.w3.org/2000/svg";
const WINDOW_DAYS = 7;
const POPUP_FRAME = 64; // pixels around what a popup says; what is longer scrolls
const ZOOM_BUTTONS = 64; // pixels at the left that they cover
const MANY = 800;

function svg(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function hatch() {
  if (document.getElementById("kondusif-hatch")) return;
  const pattern = svg("pattern", { id: "kondusif-hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("rect", { width: 7, height: 7, class: "hatch-ground" }), svg("path", { d: "M0 0v7", class: "hatch-line" }));
  document.body.append(svg("svg", { width: 0, height: 0, class: "unseen", "aria-hidden": "true" }, svg("defs", {}, pattern)));
}

async function json(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/* Where to look: the largest parts that together make up nearly all land, so that one far islet does not
   shrink everything else. */
function extent(areas) {
  const parts = [];
  for (const { geometry } of areas.features) {
    const rings = geometry.type === "Polygon" ? [geometry.coordinates[0]] : geometry.coordinates.map((p) => p[0]);
    for (const ring of rings) parts.push({ ring, size: Math.abs(signed(ring)) });
  }
  parts.sort((a, b) => b.size - a.size);
  const whole = parts.reduce((sum, part) => sum + part.size, 0);
  const bounds = window.L.latLngBounds([]);
  let covered = 0;
  for (const { ring, size } of parts) {
    if (covered > whole * 0.995) break;
    covered += size;
    for (const [lon, lat] of ring) bounds.extend([lat, lon]);
  }
  return bounds;
}

function signed(ring) {
  let area = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) area += ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1];
  return area;
}

/* The middle of the largest ring, so that a label stands on land also where islands lie apart. */
function middle(geometry) {
  const rings = geometry.type === "Polygon" ? [geometry.coordinates[0]] : geometry.coordinates.map((p) => p[0]);
  let best = { area: -1, at: [0, 0] };
  for (const ring of rings) {
    let [area, x, y] = [0, 0, 0];
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const cross = ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1];
      area += cross;
      x += (ring[j][0] + ring[i][0]) * cross;
      y += (ring[j][1] + ring[i][1]) * cross;
    }
    if (Math.abs(area) > best.area) best = { area: Math.abs(area), at: [x / (3 * area), y / (3 * area)] };
  }
  return best.at;
}

function card(lines, url, open) {
  const box = document.createElement("div");
  lines.filter(Boolean).forEach((line, i) => {
    const p = document.createElement("p");
    p.textContent = line;
    if (!i) p.className = "strong";
    box.append(p);
  });
  if (url) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = open;
    box.append(link);
  }
  return box;
}

function reachable(layer, label) {
  const path = layer.getElement?.();
  if (!path) return;
  path.setAttribute("tabindex", "0");
  path.setAttribute("role", "button");
  path.setAttribute("aria-label", label);
  path.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    layer.openPopup();
  });
}

class OwnMap {
  constructor(element) {
    this.element = element;
    this.data = element.dataset;
    this.layers = {};
    this.labels = [];
    this.state = { days: [], levels: {}, words: {}, urls: {} };
  }

  async start() {
    const L = window.L;
    const [areas, state] = await Promise.all([json(this.data.areas), this.data.levels ? json(this.data.levels) : null]);
    Object.assign(this.state, state);
    this.day = this.state.days.length - 1;
    if (!areas.features.length) { this.element.textContent = this.data.empty; return; }
    this.element.replaceChildren();
    this.element.classList.add("ready");
    this.look = extent(areas);
    this.fitHeight(this.look);
    hatch();
    this.map = L.map(this.element, { attributionControl: false, zoomControl: false, zoomSnap: 0.25, scrollWheelZoom: false, maxZoom: 17 });
    L.control.zoom({ zoomInTitle: this.data.zoomIn, zoomOutTitle: this.data.zoomOut }).addTo(this.map);
    this.map.on("focus", () => this.map.scrollWheelZoom.enable()).on("blur", () => this.map.scrollWheelZoom.disable());
    ["lines", "marks"].forEach((pane, i) => { this.map.createPane(pane).classList.add(`pane-${pane}`); this.map.getPane(pane).style.zIndex = 410 + i * 10; });
    this.map.fitBounds(this.look, { padding: [6, 6] });
    this.lookAgain();
    // Two maps beyond each edge: less, and a popup at the edge could not be moved into sight on a telephone.
    this.map.setMaxBounds(L.geoJSON(areas).getBounds().pad(2));
    this.drawAreas(areas);
    this.map.on("zoomend resize", () => this.thinLabels());
    this.lookOnTurning();
    this.thinLabels();
    await Promise.allSettled(["villages", "points", "clusters", "alerts"].filter((n) => this.data[n]).map((n) => this.add(n)));
    this.bindTime();
    this.bindLayers();
  }

  /* A wide regency needs no tall box: the page below it comes nearer on a phone. */
  fitHeight(land) {
    const ratio = (land.getNorth() - land.getSouth()) / ((land.getEast() - land.getWest()) * Math.cos(land.getCenter().lat * Math.PI / 180));
    const most = this.element.clientHeight;
    this.element.style.height = `${Math.round(Math.min(most, Math.max(240, this.element.clientWidth * ratio + 24)))}px`;
  }

  /* Drawn on a sheet that was not shown it had no size and looked at one point of one area: it looks anew when it has one. */
  lookAgain() {
    if (this.element.clientWidth) return;
    const watch = new ResizeObserver(() => {
      if (!this.element.clientWidth) return;
      watch.disconnect();
      this.element.style.height = "";
      this.fitHeight(this.look);
      this.map.invalidateSize({ animate: false, pan: false });
      this.map.fitBounds(this.look, { padding: [6, 6], animate: false });
    });
    watch.observe(this.element);
  }

  /* A phone that is turned shows the whole again, unless somebody chose where to look. */
  lookOnTurning() {
    let chosen = false;
    for (const kind of ["pointerdown", "wheel", "keydown"]) this.element.addEventListener(kind, () => { chosen = true; }, { passive: true });
    this.map.on("resize", () => { if (!chosen) this.map.fitBounds(this.look, { padding: [6, 6], animate: false }); });
  }

  /* A circle that reaches beyond the land is shown whole; one far larger than the land does not shrink it to a dot. */
  lookWider(circles) {
    const most = this.look.pad(0.75);
    const wider = window.L.latLngBounds(this.look.getSouthWest(), this.look.getNorthEast());
    for (const circle of circles) {
      const { _southWest: low, _northEast: high } = circle.getBounds();
      wider.extend([Math.max(low.lat, most.getSouth()), Math.max(low.lng, most.getWest())]);
      wider.extend([Math.min(high.lat, most.getNorth()), Math.min(high.lng, most.getEast())]);
    }
    this.look = wider;
    if (!this.map.getBounds().contains(wider)) this.map.fitBounds(wider, { padding: [6, 6], animate: false });
  }

  level(code) {
    const row = this.state.levels[code];
    const value = row?.[this.day];
    return value === undefined ? null : value;
  }

  className({ code, approximate }) {
    const look = this.data.levels ? `level-${this.level(code) ?? "none"}` : "plain";
    const unsure = this.state.unsure?.includes(code) ? " unsure" : "";
    return `area ${look}${approximate ? " approximate" : ""}${unsure}`;
  }

  words(properties) {
    const said = this.day === this.state.days.length - 1 ? this.state.words[properties.code] : "";
    const level = this.level(properties.code);
    const name = level === null ? this.data.noData : (this.data.names || "").split("|")[level];
    return said || (this.data.levels ? name : "");
  }

  drawAreas(areas) {
    const L = window.L;
    this.areas = L.geoJSON(areas, {
      style: (feature) => ({ className: this.className(feature.properties), fillOpacity: 1 }),
      onEachFeature: (feature, layer) => {
        const { code, name } = feature.properties;
        layer.bindPopup(() => card([name, this.words(feature.properties)], this.state.urls[code], this.data.open));
      },
    }).addTo(this.map);
    this.areas.eachLayer((layer) => {
      const { properties, geometry } = layer.feature;
      const [lon, lat] = properties.label ?? middle(geometry);
      const icon = L.divIcon({ className: "area-label-anchor", html: "<span class=\"area-label\"></span>", iconSize: [0, 0] });
      const marker = L.marker([lat, lon], { icon, interactive: false, keyboard: false }).addTo(this.map);
      this.labels.push({ layer, marker, span: marker.getElement().firstChild });
    });
    this.paint();
  }

  /* One pass for a new day: classes, signs, spoken names. */
  paint() {
    this.labels.forEach(({ layer, span }) => {
      const { properties } = layer.feature;
      const level = this.level(properties.code);
      const path = layer.getElement();
      path.setAttribute("class", `leaflet-interactive ${this.className(properties)}`);
      path.setAttribute("fill", this.data.levels && level === null ? "url(#kondusif-hatch)" : "");
      path.removeAttribute("stroke");
      path.setAttribute("aria-label", [properties.name, this.words(properties)].filter(Boolean).join(": "));
      if (!path.hasAttribute("tabindex")) reachable(layer, path.getAttribute("aria-label"));
      const sign = !this.data.levels ? "" : level === null ? "?" : SIGNS[level];
      span.textContent = [properties.name, sign, this.state.notes?.[properties.code]].filter(Boolean).join(" ");
    });
  }

  /* Names of larger areas first; one that would lie on another, or far beyond its own area, waits for a closer look. */
  thinLabels() {
    const shown = [];
    const letter = this.labels.length ? parseFloat(getComputedStyle(this.labels[0].span).fontSize) : 12;
    const sized = this.labels.map((label) => {
      const bounds = label.layer.getBounds();
      const span = this.map.latLngToLayerPoint(bounds.getSouthEast()).subtract(this.map.latLngToLayerPoint(bounds.getNorthWest()));
      return { ...label, width: span.x, height: span.y };
    }).sort((a, b) => b.width * b.height - a.width * a.height);
    for (const { marker, span, width, height } of sized) {
      const at = this.map.latLngToLayerPoint(marker.getLatLng());
      const half = span.textContent.length * letter * 0.283;
      const box = { left: at.x - half, right: at.x + half, top: at.y - letter * 0.67, bottom: at.y + letter * 0.67 };
      const clash = shown.some((o) => box.left < o.right && o.left < box.right && box.top < o.bottom && o.top < box.bottom);
      span.hidden = clash || half * 2 > width * 1.3 || height < letter;
      if (!span.hidden) shown.push(box);
    }
  }

  async add(name) {
    const data = await json(this.data[name]);
    const group = window.L.layerGroup().addTo(this.map);
    this.layers[name] = { group, data };
    this.draw(name);
    if (name === "clusters") this.lookWider(group.getLayers().filter((layer) => layer.getBounds));
  }

  draw(name) {
    const L = window.L;
    const { group, data } = this.layers[name];
    group.clearLayers();
    if (name === "villages") {
      L.geoJSON(data, { pane: "lines", interactive: false, style: { className: "village", fill: false } }).addTo(group);
      return;
    }
    if (name === "alerts") {
      for (const item of data.items) this.outline(item, group);
      return;
    }
    const shown = data.features.filter((f) => this.within(f.properties));
    const renderer = shown.length > MANY ? L.canvas({ pane: "marks" }) : L.svg({ pane: "marks" });
    for (const feature of shown) {
      const [lon, lat] = feature.geometry.coordinates;
      const { title, words, caution, url, kind, radius_m: radius } = feature.properties;
      const options = { renderer, pane: "marks", className: name === "clusters" ? `cluster ${kind ?? ""}` : "point", fill: name !== "clusters" };
      const size = this.map.getSize();
      const fits = { maxHeight: size.y - POPUP_FRAME, maxWidth: Math.min(300, size.x - POPUP_FRAME - ZOOM_BUTTONS), autoPanPaddingTopLeft: [ZOOM_BUTTONS, 12] };
      const layer = radius ? L.circle([lat, lon], { ...options, radius }) : L.circleMarker([lat, lon], { ...options, radius: 4.5, color: "#14202b", weight: 1, fillOpacity: 1 });
      layer.bindPopup(() => card([title, words, ...(caution ?? [])], url, this.data.open), fits).addTo(group);
      reachable(layer, [[title, words].filter(Boolean).join(": "), ...(caution ?? [])].join(". "));
    }
  }

  outline(item, group) {
    this.areas.eachLayer((layer) => {
      if (!item.codes.includes(layer.feature.properties.code)) return;
      window.L.geoJSON(layer.feature, { pane: "lines", interactive: false, style: { className: "alert", fill: false } }).addTo(group);
    });
  }

  within({ day, until }) {
    const here = this.state.days[this.day];
    if (!here || !day) return true;
    if (until) return day <= here && here <= until;
    const age = (Date.parse(here) - Date.parse(day)) / 86400000;
    return age >= 0 && age < WINDOW_DAYS;
  }

  bindTime() {
    const box = document.querySelector(`[data-map-time="${this.element.id}"]`);
    const last = this.state.days.length - 1;
    if (!box || last < 1) return;
    const [slider, output] = [box.querySelector("input"), box.querySelector("output")];
    const words = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    Object.assign(slider, { min: 0, max: last, value: last });
    box.hidden = false;
    const show = () => {
      this.day = Number(slider.value);
      output.textContent = words.format(new Date(`${this.state.days[this.day]}T00:00:00Z`));
      slider.setAttribute("aria-valuetext", output.textContent);
      this.paint();
      for (const name of ["points", "clusters"]) if (this.layers[name]) this.draw(name);
    };
    slider.addEventListener("input", show);
    show();
  }

  bindLayers() {
    const box = document.querySelector(`[data-map-layers="${this.element.id}"]`);
    if (!box) return;
    box.hidden = false;
    for (const input of box.querySelectorAll("input")) {
      input.addEventListener("change", () => {
        const group = this.layers[input.value]?.group;
        if (group) input.checked ? group.addTo(this.map) : group.remove();
      });
    }
  }
}

for (const element of document.querySelectorAll("[data-map]")) {
  new OwnMap(element).start().catch((error) => {
    element.classList.remove("ready");
    element.textContent = element.dataset.failed;
    console.error(error);
  });
}
