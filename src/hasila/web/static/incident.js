"use strict";
(() => {
  const element = document.querySelector(".map");
  const { lat, lon, precision } = element.dataset;
  const at = [Number(lat), Number(lon)];
  const reach = window.hasilaReach[precision] || 0;
  const map = window.hasilaMap(element, { scrollWheelZoom: false });
  map.setView(at, reach > 100000 ? 4 : 6);
  if (reach) L.circle(at, { radius: reach, className: "reach", weight: 1 }).addTo(map);
  else L.circleMarker(at, { radius: 6, className: "spot" }).addTo(map);
})();
