// The map of Explore: countries and names drawn from our own files, incidents as dots, areas and clusters.
"use strict";
(() => {
  const box = document.getElementById("map");
  if (!box || !window.L) return;
  const told = box.dataset;
  const digits = (text) => told.digits === "arabic" ? String(text).replace(/[0-9]/g, (d) => "٠١٢٣٤٥٦٧٨٩"[d]) : String(text);
  const make = (tag, name, text) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  box.hidden = false;
  const notes = document.querySelector(".map-notes");
  if (notes) notes.hidden = false;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = hasilaMap(box, {
    attributionControl: true, zoomControl: false, minZoom: 2, maxZoom: told.tiles ? 17 : 11, worldCopyJump: true,
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still,
  });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: told.in, zoomOutTitle: told.out, position: told.dir === "rtl" ? "topright" : "topleft" }).addTo(map);
  map.setView([31, 40], 4);
  // By keys: what opened is gone to, and what opened it when it is shut.
  map.on("popupopen", (event) => {
    const opener = document.activeElement, shown = event.popup.getElement();
    shown.querySelector(".leaflet-popup-content a").focus({ preventScroll: true });
    shown.addEventListener("keydown", (pressed) => {
      if (pressed.key !== "Escape") return;
      map.closePopup();
      if (opener && opener.isConnected) opener.focus();
    });
  });
  map.createPane("names").style.zIndex = 350;
  const names = L.layerGroup().addTo(map);
  const areas = L.layerGroup().addTo(map);

  async function fetched(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  const found = fetched(told.from).then((answer) => answer.incidents);

  // Names of places: a tile has its own.
  async function naming() {
    if (told.tiles) return;
    map.attributionControl.addAttribution("Natural Earth · GeoNames (CC BY 4.0)");
    const known = await fetched(told.names);
    known.push(...(await found).map((one) => [one.name, ...one.at, 7, 0]));  // where it happened is named, however small
    known.sort((one, other) => one[3] - other[3]);
    const label = () => {
      names.clearLayers();
      const scale = map.getZoom(), bounds = map.getBounds(), taken = [], told = new Set();
      for (const [name, lat, lon, from] of known) {
        if (from > scale + 1 || taken.length >= 60) break;  // they come by scale
        if (!bounds.contains([lat, lon]) || (from === 3 && scale > 8) || told.has(name)) continue;
        const at = map.latLngToContainerPoint([lat, lon]), wide = name.length * 3.6 + 8;
        if (taken.some(([x, y, w]) => Math.abs(x - at.x) < w + wide && Math.abs(y - at.y) < 15)) continue;
        taken.push([at.x, at.y, wide]);
        told.add(name);
        const shown = make("span", "", name);
        shown.dir = "auto";
        names.addLayer(L.marker([lat, lon], {
          pane: "names", interactive: false, keyboard: false,
          icon: L.divIcon({ className: from === 3 ? "place-name country" : "place-name small", html: shown, iconSize: [0, 0] }),
        }));
      }
    };
    map.on("moveend", label);
    label();
  }

  // The incidents.
  const reach = (one) => hasilaReach[one.precision] ?? hasilaReach.area;
  const across = [17, 17, 21, 27, 35];  // what can be pressed is larger than what is drawn
  function marker(one) {
    const within = reach(one) > 0;
    const dot = make("i", `dot s${one.size} h-${one.hue}${within ? " area" : ""}`);
    const made = L.marker(one.at, {
      title: `${one.name} · ${one.days}${one.tolls.map(([, range, harm]) => ` · ${range} ${harm}`).join("")}`,
      icon: L.divIcon({ className: "at", html: dot, iconSize: [across[one.size], across[one.size]] }),
      riseOnHover: true,
    });
    made.bindPopup(() => {
      const text = make("div");
      text.dir = told.dir;
      text.append(make("b", "name", one.name), make("p", "soft", one.days));
      for (const [hue, range, harm] of one.tolls) {
        const line = make("p"), toll = make("span", `toll-of h-${hue}`);
        toll.append(make("b", "num", range), ` ${harm}`);
        line.append(toll);
        text.append(line);
      }
      if (within) text.append(make("p", "soft", told.within));
      const link = make("a", "", told.open);
      link.href = `/incident/${encodeURIComponent(one.id)}`;
      text.append(link);
      return text;
    });
    return made;
  }

  async function incidents() {
    const clusters = L.markerClusterGroup({
      showCoverageOnHover: false, maxClusterRadius: 44, animate: !still, spiderLegPolylineOptions: { weight: 1, className: "leg" },
      iconCreateFunction: (cluster) => {
        const many = cluster.getChildCount(), wide = many < 10 ? 26 : many < 100 ? 32 : many < 1000 ? 40 : 48;
        return L.divIcon({ className: "cluster", html: make("span", "", digits(many)), iconSize: [wide, wide] });
      },
    });
    const drawn = new Set();
    const some = await found;
    for (const one of some) {
      clusters.addLayer(marker(one));
      const where = `${one.at}/${one.precision}`;
      if (reach(one) && !drawn.has(where)) {
        drawn.add(where);
        areas.addLayer(L.circle(one.at, { radius: reach(one), interactive: false, className: `reach h-${one.hue}` }));
      }
    }
    clusters.addTo(map);
    const named = () => box.querySelectorAll(".cluster").forEach((one) => {
      one.setAttribute("aria-label", `${one.textContent} ${told.many}`);
    });
    clusters.on("animationend spiderfied unspiderfied", named);
    map.on("zoomend moveend", named);
    if (some.length) map.fitBounds(L.latLngBounds(some.map((one) => one.at)).pad(0.15), { maxZoom: 8, animate: false });
    named();
    box.dataset.marks = String(some.length);
  }

  Promise.all([naming(), incidents()]).catch(() => {
    const told_ = make("p", "notice bad", told.failed);
    told_.setAttribute("role", "alert");
    box.before(told_);
  });
})();
