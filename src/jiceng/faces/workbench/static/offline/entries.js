/* The outbox page: one article an entry, newest first; and the switch for pages kept on this device. */
(function () {
  "use strict";
  const { here, able, mine, drafts, put, remove, get, send, mark, changed, erase, renew } = window.jiceng;
  const place = document.getElementById("entries");
  if (!place) return;
  const words = {};
  document.querySelectorAll("#states dt").forEach((name) => { words[name.textContent] = name.nextElementSibling.textContent; });

  function list(target, lines) {
    (lines || []).forEach(function ([name, value]) {
      const label = document.createElement("dt"), text = document.createElement("dd");
      label.textContent = name;
      text.textContent = value;
      target.append(label, text);
    });
  }
  function shown(entry) {
    const made = document.getElementById("entry").content.cloneNode(true).firstElementChild;
    const part = (name) => made.querySelector(`[data-${name}]`), told = entry.told || {}, arrived = entry.state === "arrived";
    made.id = entry.key || "";
    part("title").textContent = entry.title;
    part("state").textContent = words[entry.state] + (arrived ? ` ${entry.at}` : "");
    (told.sentences || []).forEach(function (sentence) {
      const line = document.createElement("li");
      line.textContent = sentence;
      part("sentences").append(line);
    });
    made.querySelectorAll("[data-mine]").forEach((target) => list(target, entry.lines));
    part("content").hidden = !entry.lines || entry.state === "conflict";
    part("beside").hidden = entry.state !== "conflict";
    if (entry.state === "conflict") {
      list(part("theirs"), told.theirs.lines);
      part("their-record").href = told.theirs.url;
    }
    const record = arrived ? entry.url : entry.state === "taken_back" && told.theirs.url;
    part("record").hidden = !record;
    if (record) part("record").firstElementChild.href = record;
    const may = { send: ["waiting", "signed_out"].includes(entry.state), beside: entry.state === "conflict", again: entry.state === "taken_back", ask: true };
    Object.keys(may).forEach((name) => { made.querySelector(`[data-do="${name}"]`).hidden = !may[name]; });
    part("edit").hidden = arrived || entry.state === "taken_back";
    if (!arrived) part("edit").href = entry.key && !entry.id ? `${entry.page}#entry=${entry.key}` : entry.page;
    made.addEventListener("click", (event) => act(entry, made, event.target.dataset.do));
    return made;
  }
  async function act(entry, made, wanted) {
    const sure = made.querySelector("[data-sure]");
    if (wanted === "ask" && entry.state !== "arrived") sure.hidden = false;
    if (wanted === "keep") sure.hidden = true;
    if (wanted === "delete" || (wanted === "ask" && entry.state === "arrived")) {
      await (entry.id ? remove("drafts", entry.id) : remove("outbox", entry.key));
      changed();
    }
    if (wanted === "beside" || wanted === "again") {
      // Another record than the one that stands, or stood: another key, so that neither answers for the other.
      const key = crypto.getRandomValues(new Uint32Array(4)).reduce((text, part) => text + part.toString(16).padStart(8, "0"), "");
      const named = `${key.slice(0, 8)}-${key.slice(8, 12)}-4${key.slice(13, 16)}-8${key.slice(17, 20)}-${key.slice(20)}`;
      const fields = entry.fields.map(([name, value]) => [name, name === "entry_key" ? named : value]);
      await put("outbox", { ...entry, key: named, fields: fields, beside: wanted === "beside", state: "waiting", next: 0, tries: 0, told: null });
      await remove("outbox", entry.key);
      changed();
    }
    if (["beside", "again", "send"].includes(wanted)) send(true);
  }
  async function draw() {
    const entries = await mine(), begun = (await drafts()).map((draft) => ({ ...draft, state: "draft" }));
    const found = [...entries, ...begun].sort((a, b) => (b.written || b.since).localeCompare(a.written || a.since));
    found.sort((a, b) => (a.state === "arrived") - (b.state === "arrived"));
    place.replaceChildren(...found.map(shown));
    const unsent = found.filter((entry) => entry.state !== "arrived");
    document.getElementById("nothing").hidden = found.length > 0;
    document.getElementById("send-all").hidden = !unsent.some((entry) => ["waiting", "signed_out"].includes(entry.state));
    document.getElementById("save-all").hidden = !unsent.length;
    document.getElementById("out-link").hidden = !unsent.some((entry) => entry.state === "signed_out");
    await mark();
  }
  document.getElementById("send-all").addEventListener("click", () => send(true));
  document.getElementById("save-all").addEventListener("click", async function (event) {
    const name = event.target.dataset.name, unsent = [...(await mine()).filter((entry) => entry.state !== "arrived"), ...(await drafts())];
    const text = unsent.map((entry) => [entry.title, ...entry.lines.map((line) => line.join("：")), ...((entry.told || {}).sentences || [])].join("\n")).join("\n\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  });
  async function keeping() {
    const box = document.getElementById("keeping");
    if (!box) return;
    const held = await get("device", "kept"), on = Boolean(held && held.user === here.user);
    box.querySelector("#keep-never").hidden = able;
    box.querySelector("#keep-off").hidden = !able || on;
    box.querySelector("#keep-on").hidden = !on;
    if (!on) return;
    box.querySelector("[data-at]").textContent = new Date(held.at).toLocaleString(document.documentElement.lang);
    box.querySelector("#kept-pages").replaceChildren();
  }
  const box = document.getElementById("keeping");
  if (box) {
    const now = box.querySelector("#keep-now");
    box.querySelector("[data-keep]").addEventListener("click", async function () {
      now.textContent = now.dataset.working;
      try { await renew(true); now.textContent = ""; } catch (error) { await erase(); now.textContent = now.dataset.failed; }
    });
    box.querySelector("[data-unkeep]").addEventListener("click", erase);
  }
  document.addEventListener("outbox", () => draw().catch(() => undefined));
  document.addEventListener("keeping", () => keeping().catch(() => undefined));
  draw().catch(() => undefined);
  keeping().catch(() => undefined);
})();
