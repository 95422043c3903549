/* Comforts only: every page does its work without this file.
   data-print            prints the page; data-print="selector" is for a page that holds such a thing and has no
                         button of its own
   data-copy="#id"       copies that element's text, says so in the button's own words (data-copied)
   data-tally="#id"      in a form: writes into #id how many boxes of class js-absent are not ticked
   details.menu          closes on Escape and on a click elsewhere
   a.cell[hx-get]        the cell whose explanation stands in the panel is marked; keyboards go there and back
   #offline              shown when a request could not reach the server */
(function () {
  "use strict";
  function closest(event, selector) {
    return event.target instanceof Element ? event.target.closest(selector) : null;
  }
  function tally(form) {
    var boxes = form.querySelectorAll("input.js-absent");
    var place = document.querySelector(form.dataset.tally);
    if (place) place.textContent = String(boxes.length - form.querySelectorAll("input.js-absent:checked").length);
  }
  function copy(button) {
    var source = document.querySelector(button.dataset.copy);
    if (!source) return;
    var words = button.textContent;
    var done = function () {
      button.textContent = button.dataset.copied || words;
      setTimeout(function () { button.textContent = words; }, 3000);
    };
    if (navigator.clipboard) return void navigator.clipboard.writeText(source.innerText).then(done);
    var range = document.createRange(); // plain http on an office network has no clipboard object
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    if (document.execCommand("copy")) done();
  }
  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }
  var keyed = false; // whether the last link was followed by the keyboard
  document.addEventListener("click", function (event) {
    keyed = event.detail === 0;
    var button = closest(event, "[data-print], [data-copy]");
    if (button && button.hasAttribute("data-print")) window.print();
    else if (button) copy(button);
    closeMenus(closest(event, "details.menu"));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    closeMenus(null);
    var cell = closest(event, "#aside") && document.querySelector("td.chosen > a");
    if (cell) cell.focus();
  });
  document.addEventListener("change", function (event) {
    var form = closest(event, "form[data-tally]");
    if (form) tally(form);
  });
  document.querySelectorAll("form[data-tally]").forEach(tally);
  document.querySelectorAll("[data-print], [data-copy]").forEach(function (button) {
    var wanted = button.dataset.print;
    var own = document.querySelectorAll("[data-print]").length > 1;
    button.hidden = Boolean(wanted) && (own || !document.querySelector(wanted));
  });
  document.body.addEventListener("htmx:afterOnLoad", function (event) {
    var link = event.detail.elt;
    if (!event.detail.successful || !link.matches("a.cell")) return;
    document.querySelectorAll("td.chosen").forEach(function (cell) {
      cell.classList.remove("chosen");
      cell.querySelector("a").removeAttribute("aria-current");
    });
    link.closest("td").classList.add("chosen");
    link.setAttribute("aria-current", "true");
    document.body.classList.add("explained");
    if (keyed) document.getElementById("aside").focus(); // Escape leads back to the cell
  });
  var said = Date.now(); // typing is not idle: the server is told at most every five minutes
  document.addEventListener("input", function () {
    if (!document.body.dataset.alive || Date.now() - said < 300000) return;
    said = Date.now();
    fetch(document.body.dataset.alive).catch(function () {});
  });
  document.body.addEventListener("htmx:sendError", function () { document.getElementById("offline").hidden = false; });
  document.body.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.successful) document.getElementById("offline").hidden = true;
  });
})();
