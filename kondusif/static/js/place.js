/* Where it happened, three ways: own position, a tap on the map, a name. Adds to a form that also works
   with typed words alone. One root element declares everything:

   <div data-place data-search="/wilayah/cari" data-locate="/wilayah/titik" data-areas="…geojson"
        data-leaflet="…leaflet.js" data-leaflet-css="…leaflet.css">
     <input name="lat" data-lat hidden> <input name="lon" data-lon hidden> <input name="village_code" data-village hidden>
     <button type="button" data-here hidden>…</button> <button type="button" data-open-map hidden>…</button>
     <input data-name …> <ul data-results class="results"></ul> <p data-said role="status"></p> <div data-map-box class="map" hidden></div>
   </div>

   data-search answers {results: [{code, name, where}]}, data-locate?lat=&lon= answers {code, name} or 404.
   Texts come in data-t-* attributes, so that this file holds no language. Leaflet loads only when asked for. */

import { released } from "./finger.js";

const root = document.querySelector("[data-place]");
if (root) begin(root);

function begin(place) {
  const find = (name) => place.querySelector(`[data-${name}]`);
  const [lat, lon, village, said] = ["lat", "lon", "village", "said"].map(find);
  const text = (name) => place.dataset[`t${name}`] || "";
  const say = (words) => { if (said) said.textContent = words; };
  let map = null;
  let marker = null;
  let told = 0; // how often a place was told: what answers an earlier telling comes too late

  function keep(values) {
    told += 1;
    if (lat) lat.value = values.lat ?? "";
    if (lon) lon.value = values.lon ?? "";
    if (village) village.value = values.code ?? "";
    place.dispatchEvent(new CustomEvent("kondusif:place", { bubbles: true, detail: values }));
  }

  async function json(address, params) {
    const url = new URL(address, location.href);
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
    const answer = await fetch(url, { credentials: "same-origin" });
    return answer.ok ? answer.json() : null;
  }

  async function point(latitude, longitude, how) {
    /* Four decimals are eleven metres: enough for a village, less of a trace than the phone's own seven. */
    const rounded = { lat: latitude.toFixed(4), lon: longitude.toFixed(4) };
    keep(rounded);
    const turn = told;
    say(how);
    if (!place.dataset.locate) return;
    const found = await json(place.dataset.locate, rounded).catch(() => null);
    if (turn !== told) return;
    if (found?.name) { keep({ ...rounded, code: found.code }); say(`${found.name} · ${how}`); }
    else say(text("Outside"));
  }

  const here = find("here");
  if (here && "geolocation" in navigator && window.isSecureContext) {
    here.hidden = false;
    here.addEventListener("click", () => {
      say(text("Looking"));
      const turn = told;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => { if (turn === told) point(coords.latitude, coords.longitude, text("Position")); },
        () => say(text("Refused")),
        { enableHighAccuracy: false, timeout: 15000, maximumAge: 60000 },
      );
    });
  }

  const name = find("name");
  const results = find("results");
  let asked = 0;
  let timer = 0;
  async function search() {
    const words = name.value.trim();
    const turn = ++asked;
    if (words.length < 3) { results.replaceChildren(); return; }
    const found = await json(place.dataset.search, { q: words }).catch(() => null);
    await released(results);
    if (turn !== asked) return;
    const hits = found?.results ?? [];
    results.replaceChildren(...hits.slice(0, 8).map((hit) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = hit.where ? `${hit.name} · ${hit.where}` : hit.name;
      button.addEventListener("click", () => {
        clearTimeout(timer); // what was typed last is answered by the choice
        asked += 1;
        name.value = button.textContent;
        keep({ code: hit.code });
        say(button.textContent);
        if (button.matches(":focus-visible")) name.focus(); // chosen by key: whoever types goes on from here
        results.replaceChildren();
      });
      item.append(button);
      return item;
    }));
    if (!hits.length) say(text("Nothing"));
  }
  if (name && results && place.dataset.search) {
    name.addEventListener("input", () => {
      keep({});
      clearTimeout(timer);
      timer = setTimeout(search, 250);
    });
    if (document.activeElement === name) search(); // a quick hand typed before this script came
    name.addEventListener("keydown", (event) => {
      const first = results.querySelector("button");
      if (event.key === "ArrowDown" && first) { event.preventDefault(); first.focus(); }
    });
  }

  function load(tag, attributes) {
    return new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement(tag), attributes);
      element.addEventListener("load", resolve, { once: true });
      element.addEventListener("error", reject, { once: true });
      document.head.append(element);
    });
  }

  /* The name of each area on its land, to find one's way by; a tap goes through it. */
  function names(L, areas, kind = "") {
    return L.layerGroup(areas.features.map(({ properties }) => {
      const html = document.createElement("span");
      html.className = `place-name ${kind}`;
      html.textContent = properties.name;
      const icon = L.divIcon({ className: "", html, iconSize: [0, 0] });
      return L.marker([...properties.label].reverse(), { icon, interactive: false, keyboard: false });
    }));
  }

  async function draw(box) {
    await Promise.all([
      window.L ? null : load("script", { src: place.dataset.leaflet }),
      load("link", { rel: "stylesheet", href: place.dataset.leafletCss }),
    ]);
    const L = window.L;
    map = L.map(box, { attributionControl: false, zoomSnap: 0.25, maxZoom: 18 });
    const areas = await json(place.dataset.areas, {});
    const layer = L.geoJSON(areas, { style: { className: "area" } }).addTo(map);
    map.fitBounds(layer.getBounds(), { padding: [8, 8] });
    const near = map.getZoom() + 2;
    const villages = names(L, areas);
    const shown = () => { map[map.getZoom() < near ? "removeLayer" : "addLayer"](villages); };
    map.on("zoomend", shown);
    const chosen = village?.value || place.querySelector("[name=village_pick]:checked")?.value;
    const its = layer.getLayers().find((one) => one.feature.properties.code === chosen);
    if (its) map.fitBounds(its.getBounds(), { padding: [60, 60] });
    map.on("click", ({ latlng }) => {
      marker?.remove();
      marker = L.circleMarker(latlng, { radius: 9, color: "#b3271d", weight: 3, fillOpacity: 0.3 }).addTo(map);
      point(latlng.lat, latlng.lng, text("Tapped"));
    });
    const above = await json(place.dataset.areas, { tingkat: "kecamatan" }).catch(() => null);
    if (!above) return; // then without the names of what lies above
    L.geoJSON(above, { interactive: false, style: { className: "outline", fill: false } }).addTo(map);
    const subdistricts = names(L, above, "strong");
    const wide = () => { map[map.getZoom() < near ? "addLayer" : "removeLayer"](subdistricts); };
    map.on("zoomend", wide);
    wide();
  }

  const opener = find("open-map");
  const box = find("map-box");
  if (opener && box && place.dataset.areas && place.dataset.leaflet) {
    opener.hidden = false;
    opener.addEventListener("click", () => {
      box.hidden = false;
      opener.disabled = true;
      draw(box).catch(() => { map?.remove(); map = null; box.hidden = true; opener.disabled = false; say(text("Mapless")); });
    });
  }
}
