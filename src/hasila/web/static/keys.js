"use strict";
/* The key that is meant: by its place on a keyboard where it writes no Latin letter (an Arabic one). */
window.keyOf = (event) => {
  const place = /^Key([A-Z])$|^Digit([0-9])$/.exec(event.code);
  if (/^[\x21-\x7e]$/.test(event.key) || !place) return event.key === "؟" ? "?" : event.key;
  const sign = place[1] ?? place[2];
  return event.shiftKey ? sign : sign.toLowerCase();
};
