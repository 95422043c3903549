/* The pages this device keeps, if its user wished so: fetched whole, renewed now and then, erased when she signs
   out, when someone else signs in, when her role ends. And signing out, which never erases what waits unseen. */
(function () {
  "use strict";
  const { here, all, get, put, remove, now, drafts, mine, mark, asked } = window.jiceng;
  const PAGES = "jiceng-pages", STATIC = "jiceng-static", OLD = 6 * 3600 * 1000, DAY = 24 * 3600 * 1000;
  const able = window.isSecureContext && "serviceWorker" in navigator && "caches" in window;
  const kept = document.documentElement.dataset.kept;

  function changed() { document.dispatchEvent(new Event("keeping")); }
  async function erase() {
    if (able) {
      await Promise.all([caches.delete(PAGES), caches.delete(STATIC)]);
      for (const found of await navigator.serviceWorker.getRegistrations()) await found.unregister();
    }
    await remove("device", "kept");
    changed();
  }
  function parts(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const user = page.getElementById("device");
    const links = page.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], script[src]');
    return { user: user && user.dataset.user, files: Array.from(links, (part) => part.getAttribute("href") || part.getAttribute("src")) };
  }
  async function fetchPage(address, told, cache, addresses) {
    const answer = await fetch(address, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
    if (answer.status !== 200) throw new Error(String(answer.status));
    const html = await answer.text(), found = parts(html);
    if (found.user !== here.user) throw new Error("another user's");
    const body = html.replace("<html ", `<html data-kept="${now()}" `);
    const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": answer.headers.get("Content-Security-Policy") || "", "X-Kept-Until": String(Date.now() + told.days * DAY) };
    for (const each of addresses) await cache.put(each, new Response(body, { headers: headers }));
    return found.files;
  }
  /* All pages anew. Each is put in its place only when it is whole; what is not on the list any more goes. */
  async function renew(begin) {
    const answer = await asked(here.pages);
    if (answer.status === 403 || answer.status === 404) return erase();
    const told = answer.told;
    if (!told || told.user !== here.user) throw new Error("no list");
    const pages = await caches.open(PAGES), files = await caches.open(STATIC), needed = new Set();
    for (const address of told.pages) {
      const places = address === told.home ? [address, ...told.entrances] : [address];
      for (const file of await fetchPage(address, told, pages, places)) needed.add(file);
    }
    for (const file of needed) if (begin || !(await files.match(file))) await files.add(file);
    const wanted = new Set([...told.pages, ...told.entrances]);
    for (const each of await pages.keys()) {
      const address = new URL(each.url);
      if (!wanted.has(address.pathname + address.search)) await pages.delete(each);
    }
    for (const each of await files.keys()) if (!needed.has(new URL(each.url).pathname)) await files.delete(each);
    await put("device", { id: "kept", user: here.user, at: now(), release: told.release, pages: told.pages, until: Date.now() + told.days * DAY });
    if (begin) await navigator.serviceWorker.register(here.worker, { scope: "/" });
    return changed();
  }
  async function look() {
    const held = await get("device", "kept");
    if (!held) return;
    if (held.user !== here.user || held.until < Date.now()) return void (await erase());
    if (kept) return;
    const old = Date.now() - Date.parse(held.at);
    if (held.release !== here.release || old > OLD || old < 0) await renew(false);
  }
  async function left() {
    const unsent = (await mine()).filter((entry) => entry.state !== "arrived");
    return unsent.length + (await drafts()).length;
  }
  async function leave(form) {
    for (const entry of await all("outbox")) {
      if (entry.state === "arrived" && entry.user === here.user) await remove("outbox", entry.key);
    }
    await mark();
    await erase();
    HTMLFormElement.prototype.submit.call(form);
  }
  document.querySelectorAll(`form[action="${here.signOut}"]`).forEach(function (form) {
    form.addEventListener("submit", async function (event) {
      event.preventDefault();
      let unsent = 0;
      try { unsent = await left(); } catch (error) { return HTMLFormElement.prototype.submit.call(form); }
      if (!unsent) return leave(form).catch(() => HTMLFormElement.prototype.submit.call(form));
      const box = document.getElementById("leaving");
      box.querySelector("[data-count]").textContent = String(unsent);
      box.querySelector("[data-leave]").onclick = () => leave(form);
      box.querySelector("[data-stay]").onclick = () => box.close();
      return box.showModal();
    });
  });
  if (kept) {
    const place = document.getElementById("kept");
    place.querySelector("[data-at]").textContent = new Date(kept).toLocaleString(document.documentElement.lang);
    place.hidden = false;
  }
  document.addEventListener("arrived", async function () {
    if (!kept && await get("device", "kept")) renew(false).catch(() => undefined); // her list of what is due has changed
  });
  Object.assign(window.jiceng, { able, erase, renew });
  look().catch(() => undefined);
})();
