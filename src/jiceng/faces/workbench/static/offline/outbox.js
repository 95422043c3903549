/* Sends what waits, once for each entry however often it must be tried: when a page opens, when the network or
   the page comes back, when someone taps, and after the waits of the server's own table. Entries carry who wrote
   them; nobody else's are touched. */
(function () {
  "use strict";
  const { here, all, get, put } = window.jiceng;
  const waits = here.waits.split(",").map(Number), spread = Number(here.spread), limit = Number(here.limit) * 1000;
  const WAITING = ["waiting", "signed_out"];
  let timer = 0;

  function now() { return new Date().toISOString(); }
  function changed() { document.dispatchEvent(new Event("outbox")); }
  async function mine() {
    return (await all("outbox")).filter((entry) => entry.user === here.user);
  }
  async function drafts() {
    return (await all("drafts")).filter((draft) => draft.user === here.user);
  }
  async function asked(address, options) {
    const stop = new AbortController(), watch = setTimeout(() => stop.abort(), limit);
    try {
      const answer = await fetch(address, {
        ...options, credentials: "same-origin", redirect: "manual", cache: "no-store", signal: stop.signal,
        headers: { Accept: "application/json", ...(options || {}).headers },
      });
      const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      return { status: answer.status, told: json ? await answer.json() : null };
    } catch (error) {
      return { status: 0, told: null }; // no network, too slow, cut off: whether it was stored is not known
    } finally {
      clearTimeout(watch);
    }
  }
  async function freshToken() {
    return (await asked(here.token)).told;
  }
  function pageToken() {
    const kept = document.documentElement.dataset.kept;
    return kept ? "" : JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  }
  function post(entry, token) {
    const body = new URLSearchParams(entry.fields);
    body.set("user", entry.user);
    body.set("form", entry.form);
    if (entry.beside) body.set("beside", "1");
    return asked(entry.address, { method: "POST", body: body, headers: { "X-CSRFToken": token } });
  }
  function concluded(entry, answer) {
    const told = answer.told;
    if (told && told.state === "stored" && told.entry_key === entry.key) {
      // The server has the words now; the device keeps only that they arrived.
      return { key: entry.key, user: entry.user, title: entry.title, state: "arrived", at: told.at, url: told.url, since: now() };
    }
    if (told && ["conflict", "taken_back", "invalid", "refused", "signed_out"].includes(told.state)) return { ...entry, state: told.state, told: told };
    const tries = (entry.tries || 0) + 1;
    const wait = waits[Math.min(tries, waits.length) - 1] * 1000 * (1 - spread + 2 * spread * Math.random());
    return { ...entry, state: "waiting", tries: tries, next: Date.now() + wait, told: null };
  }
  /* One attempt. A token of an earlier session is answered without JSON: a fresh one is fetched, once. */
  async function deliver(entry, token) {
    let answer = token ? await post(entry, token) : { status: 403, told: null };
    if (answer.status === 403 && !answer.told) {
      const fresh = await freshToken();
      if (!fresh) answer = { status: 0, told: null };
      else if (fresh.user !== entry.user) answer = { status: 401, told: { state: "signed_out", sentences: [] } };
      else answer = await post(entry, fresh.token);
    }
    const after = concluded(entry, answer), held = await get("outbox", entry.key);
    // Changed on another page while this was under way: what is newer stays, and is sent in its turn.
    if (!held || held.written === entry.written) await put("outbox", after);
    if (after.state === "arrived") document.dispatchEvent(new CustomEvent("arrived", { detail: after }));
    changed();
    return after;
  }
  function isDue(entry) {
    const left = (entry.next || 0) - Date.now();
    return left <= 0 || left > waits[waits.length - 1] * 2000; // a clock set back must not hold it for ever
  }
  async function flush(force) {
    clearTimeout(timer);
    const waiting = (await mine()).filter((entry) => WAITING.includes(entry.state) && (force || isDue(entry)));
    if (waiting.length) {
      const fresh = await freshToken();
      if (fresh && fresh.user === here.user) for (const entry of waiting) await deliver(entry, fresh.token);
      else for (const entry of waiting) {
        const lost = fresh ? { status: 401, told: { state: "signed_out", sentences: [] } } : { status: 0, told: null };
        await put("outbox", concluded(entry, lost));
      }
      changed();
    }
    await plan();
  }
  async function plan() {
    const times = (await mine()).filter((entry) => entry.state === "waiting").map((entry) => entry.next || 0);
    clearTimeout(timer);
    if (times.length) timer = setTimeout(send, Math.max(1000, Math.min(...times) - Date.now()));
  }
  function send(force) {
    const work = () => flush(force === true).catch(() => undefined);
    // one page at a time sends, where the browser can see to it; the server stores once in any case
    if (navigator.locks) return navigator.locks.request("jiceng-outbox", work);
    return work();
  }
  async function count() {
    const entries = (await mine()).filter((entry) => entry.state !== "arrived");
    const place = document.getElementById("waiting");
    place.hidden = !entries.length;
    place.querySelector("[data-count]").textContent = String(entries.length);
    await mark();
  }
  /* The server, when asked to sign out, leaves a device's database alone as long as something waits in it. */
  async function mark() {
    const unsent = (await all("outbox")).some((entry) => entry.state !== "arrived") || (await all("drafts")).length;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `jiceng_unsent=${unsent ? 1 : ""}; Path=/; SameSite=Lax; Max-Age=${unsent ? 34560000 : 0}${secure}`;
  }
  Object.assign(window.jiceng, { now, mine, drafts, asked, deliver, send, plan, mark, changed, pageToken });
  document.addEventListener("outbox", () => count().catch(() => undefined));
  addEventListener("online", () => send(true));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  changed();
  send();
})();
