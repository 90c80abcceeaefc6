"use strict";
// The map that lies under all maps: countries from our own files, tiles only where the server was told of some.
window.hasilaMap = (element, options) => {
  const map = L.map(element, Object.assign({ attributionControl: false, zoomControl: true, minZoom: 1, maxZoom: 15 }, options));
  map.createPane("base").style.zIndex = 150;
  if (element.dataset.tiles) L.tileLayer(element.dataset.tiles, { maxZoom: 18 }).addTo(map);
  fetch("/static/vendor/countries.json")
    .then((answer) => answer.json())
    .then((world) => {
      const countries = topojson.feature(world, world.objects.countries);
      L.geoJSON(countries, {
        pane: "base",
        interactive: false,
        style: { className: "country", weight: 1, fill: !element.dataset.tiles },
      }).addTo(map);
      element.dataset.ready = "yes";
    });
  return map;
};
// How far a place may be from its point, in metres: what is known of it is a town, a district or no more than a country.
window.hasilaReach = { village: 0, district: 0, town: 0, front: 8000, area: 10000, adm2: 20000, adm1: 60000, country: 250000 };
