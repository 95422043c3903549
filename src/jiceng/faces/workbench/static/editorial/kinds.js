/* A kind of notice brings its usual column, and the last day the rules allow, where nothing else was chosen. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-editor]"), data = document.getElementById("usual");
  if (!form || !data || !form.elements.kind) return;
  var usual = JSON.parse(data.textContent), own = {};
  form.addEventListener("input", function (event) { if (event.isTrusted) own[event.target.name] = true; });
  function bring() {
    var found = usual[form.elements.kind.value] || {};
    if (found.column && !own.column) form.elements.column.value = found.column;
    if (!own.until && !form.elements.revision.value) form.elements.until.value = found.until || "";
    if (found.listed === false) form.elements.listed.checked = false;
  }
  form.elements.kind.addEventListener("change", bring);
  /* On a slow machine it was chosen before this ran. */
  if (form.elements.kind.value && !form.elements.column.value) bring();
})();
