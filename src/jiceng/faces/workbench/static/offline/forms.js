/* Forms with data-outbox: what is typed is kept as a draft; what is sent is put in the outbox first, then sent.
   When the server wants something corrected, the page is sent the usual way and answers as it does without
   this file. */
(function () {
  "use strict";
  const { here, get, put, remove, now, deliver, plan, mark, changed, pageToken } = window.jiceng;
  const form = document.querySelector("form[data-outbox]");
  if (!form) return;
  const kept = document.documentElement.dataset.kept, id = `${here.user} ${location.pathname}${query()}`;
  const OWN = ["csrfmiddlewaretoken", "roll", "entry_key"];
  let sending = false, typing = 0;

  function query() {
    const said = new URLSearchParams(location.search);
    said.delete("day");
    return said.size || String(said) ? `?${said}` : "";
  }
  function key() {
    const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID asks for https
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }
  function fields() {
    return Array.from(new FormData(form)).filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  }
  function label(box) {
    const words = box.closest("label").cloneNode(true);
    words.querySelectorAll("input, select").forEach((part) => part.remove());
    return words.textContent.trim().replace(/\s+/g, " ");
  }
  /* What was written, as it reads on the page: for the outbox, where no form is. */
  function lines() {
    const found = [];
    form.querySelectorAll("input, textarea, select").forEach(function (part) {
      if (part.type === "hidden" || part.closest(".reason")) return;
      if (part.type === "checkbox" || part.type === "radio") {
        if (!part.checked) return;
        const group = part.closest("fieldset"), title = group ? group.querySelector("legend").firstChild.textContent.trim() : "";
        const last = found[found.length - 1], reason = part.closest("li") && part.closest("li").querySelector(".reason select");
        const why = reason && reason.value ? `（${reason.selectedOptions[0].textContent}）` : "";
        if (last && last[0] === title) last[1] += `、${label(part)}${why}`;
        else found.push([title, label(part) + why]);
      } else if (part.value.trim()) {
        const named = form.querySelector(`label[for="${part.id}"]`);
        found.push([named ? named.firstChild.textContent.trim() : part.name, part.value.trim()]);
      }
    });
    const came = form.querySelector("[data-attendance]");
    if (came) found.push([came.dataset.attendance, came.textContent.trim().replace(/\s+/g, " ")]);
    return found;
  }
  function fill(pairs) {
    const said = {};
    pairs.forEach(([name, value]) => (said[name] = said[name] || []).push(value));
    Array.from(form.elements).forEach(function (part) {
      if (!part.name || OWN.includes(part.name)) return;
      const values = said[part.name] || [];
      if (part.type === "checkbox" || part.type === "radio") part.checked = values.includes(part.value);
      else if (part.type !== "submit" && part.type !== "button") part.value = values[0] || "";
    });
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function say(state) {
    document.querySelectorAll("[data-now]").forEach((place) => { place.hidden = place.dataset.now !== state; });
    const shown = document.querySelector(`[data-now="${state}"]`);
    if (shown) shown.scrollIntoView({ block: "nearest" });
  }
  function entry() {
    const said = new URLSearchParams(location.search);
    said.set("day", form.elements.day.value);
    return {
      key: form.elements.entry_key.value, user: here.user, form: here.form, title: form.dataset.title,
      address: form.dataset.outbox + query(), page: `${location.pathname}?${said}`,
      fields: fields(), lines: lines(), written: now(), state: "waiting", tries: 0, next: 0,
    };
  }
  function usual() {
    HTMLFormElement.prototype.submit.call(form);
  }
  async function submit() {
    clearTimeout(typing);
    const written = entry();
    try {
      await put("outbox", written);
    } catch (error) { // no database, or no room in it
      if (navigator.onLine && !kept) return usual();
      sending = false;
      return say("full");
    }
    await remove("drafts", id);
    say("sending");
    form.querySelector(".tally button").disabled = true;
    const after = await deliver(written, pageToken());
    await plan();
    if (after.state === "arrived") return location.assign(after.url);
    if (after.state === "invalid" && !kept) {
      await put("drafts", { ...written, id: id });
      await remove("outbox", written.key);
      changed();
      return usual();
    }
    if (["conflict", "taken_back", "refused", "invalid"].includes(after.state)) return location.assign(here.outbox);
    say(after.state);
    form.hidden = true;
  }
  document.addEventListener("arrived", function (event) {
    if (!sending || event.detail.key !== form.elements.entry_key.value) return;
    document.querySelector("[data-record]").href = event.detail.url;
    say("arrived");
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (sending) return;
    sending = true;
    submit();
  });
  async function draft() {
    if (sending) return;
    await put("drafts", { id: id, user: here.user, title: form.dataset.title, page: `${location.pathname}${query()}`, fields: fields(), lines: lines(), written: now() });
    await mark();
  }
  function typed() {
    clearTimeout(typing);
    typing = setTimeout(() => draft().catch(() => undefined), 400);
  }
  form.addEventListener("input", typed);
  form.addEventListener("change", (event) => { if (event.target !== form) typed(); });
  document.addEventListener("visibilitychange", function () { // the last moment a phone gives before it closes a page
    if (document.hidden && typing) draft().catch(() => undefined);
  });
  document.querySelector("[data-clear]").addEventListener("click", async function () {
    clearTimeout(typing);
    await remove("drafts", id);
    await mark();
    location.replace(location.pathname + query());
  });
  async function begin() {
    if (kept) { // the page is of an earlier day, and may be filled in more than once
      const day = form.elements.day, today = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
      if (today > day.max) day.max = day.value = today;
      form.elements.entry_key.value = key();
    }
    const named = new URLSearchParams(location.hash.slice(1)).get("entry");
    const again = named && await get("outbox", named);
    if (again && again.user === here.user && again.fields) {
      form.elements.entry_key.value = again.key;
      return fill(again.fields);
    }
    const held = document.getElementById("problems") ? null : await get("drafts", id);
    if (!held || held.user !== here.user) return undefined;
    fill(held.fields);
    const day = document.getElementById("id_day");
    if (!kept && day.value !== day.defaultValue) day.dispatchEvent(new Event("change", { bubbles: true }));
    document.querySelector("[data-draft]").hidden = false;
    return undefined;
  }
  if (kept) ["hx-get", "hx-trigger"].forEach((name) => document.getElementById("id_day").removeAttribute(name));
  begin().catch(() => undefined);
})();
