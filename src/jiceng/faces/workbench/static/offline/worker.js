/* Answers for pages a secretary's device keeps, when the server does not answer in time. It stores nothing
   itself and sends nothing: `device.js` keeps pages, `outbox.js` sends. */
"use strict";
const PAGES = "jiceng-pages", STATIC = "jiceng-static", PATIENCE = 5000;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", function (event) {
  const request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request, url));
});

async function held(address) {
  const cache = await caches.open(PAGES), found = await cache.match(address, { ignoreVary: true });
  if (!found) return null;
  if (Number(found.headers.get("X-Kept-Until")) >= Date.now()) return found;
  await caches.delete(PAGES); // its days are over, whether the network is back or not
  return null;
}
async function recordForm(url) {
  if (!url.pathname.endsWith("/gatherings/record/")) return null;
  const said = new URLSearchParams(url.search);
  said.delete("day"); // the roll of another day cannot be known here; the server compares
  return held(url.pathname + (String(said) ? `?${said}` : ""));
}
async function page(request, url) {
  const found = await held(url.pathname + url.search) || await recordForm(url);
  const asked = fetch(request);
  try {
    const slow = new Promise((done) => setTimeout(done, PATIENCE, null));
    const answer = await (found ? Promise.race([asked, slow]) : asked);
    asked.catch(() => undefined);
    if (answer && found && (answer.status === 403 || answer.status === 404)) await caches.delete(PAGES);
    if (answer && (answer.status < 500 || !found)) return answer;
  } catch (error) {
    if (!found) return await held("/outbox/") || Response.error();
  }
  return found;
}
async function file(request, url) {
  const kept = await (await caches.open(STATIC)).match(request, { ignoreVary: true });
  if (kept && HASHED.test(url.pathname)) return kept;
  return fetch(request).catch(() => kept || Response.error());
}
