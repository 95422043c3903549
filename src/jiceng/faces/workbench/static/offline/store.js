/* The device's own small database: `outbox` (records by entry key), `drafts` (what is being typed, by page),
   `device` (whether pages are kept). Where a browser gives none, every call fails and pages do without. */
(function () {
  "use strict";
  let opening = null;
  function open() {
    opening = opening || new Promise(function (done, fail) {
      const asked = indexedDB.open("jiceng", 1);
      asked.onupgradeneeded = function () {
        asked.result.createObjectStore("outbox", { keyPath: "key" });
        asked.result.createObjectStore("drafts", { keyPath: "id" });
        asked.result.createObjectStore("device", { keyPath: "id" });
      };
      asked.onsuccess = function () {
        asked.result.onversionchange = function () { asked.result.close(); opening = null; };
        done(asked.result);
      };
      asked.onerror = asked.onblocked = function () { opening = null; fail(asked.error); };
    });
    return opening;
  }
  async function run(name, mode, work) {
    const base = await open();
    return new Promise(function (done, fail) {
      // strict: what she was told is kept survives an empty battery
      const change = base.transaction(name, mode, { durability: mode === "readwrite" ? "strict" : "default" });
      const asked = work(change.objectStore(name));
      change.oncomplete = function () { done(asked.result); };
      change.onabort = change.onerror = function () { fail(change.error || asked.error); };
    });
  }
  window.jiceng = {
    here: document.getElementById("device").dataset,
    all: (name) => run(name, "readonly", (store) => store.getAll()),
    get: (name, key) => run(name, "readonly", (store) => store.get(key)),
    put: (name, value) => run(name, "readwrite", (store) => store.put(value)),
    remove: (name, key) => run(name, "readwrite", (store) => store.delete(key)),
  };
})();
