/* The day and time are asked only where a set time was chosen. Without this file they are always there. */
(function () {
  "use strict";
  document.querySelectorAll("form[data-set-time]").forEach(function (form) {
    var moment = form.querySelector(".moment");
    function show() {
      var chosen = form.querySelector("input[name=when]:checked");
      moment.hidden = !chosen || chosen.value !== "later";
    }
    form.addEventListener("change", show);
    show();
  });
})();
