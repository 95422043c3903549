/* The text as it will be read, in place of the plain field. What is typed stays in this page alone until it is
   saved: offices share their computers, and a browser's store would show the next user a draft nobody has
   approved. Leaving with unsaved words is asked about; saving while signed out keeps the page as it is. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-editor]");
  if (!form) return;
  var field = form.querySelector("textarea.body"), written = form.elements.written;
  var toolbar = form.querySelector(".toolbar"), link = document.getElementById("body-link");
  var picture = document.getElementById("body-picture"), chosen = document.getElementById("body-file"), alt = document.getElementById("body-alt");
  var address = document.getElementById("body-address"), told = form.querySelector("[data-signed-out]");
  var frame = document.createElement("div"), editor = document.createElement("div");
  var dirty = form.hasAttribute("data-unsaved"), kept = null, timer = 0;

  function paragraphs(text) {
    var made = document.createDocumentFragment();
    text.split(/\r?\n[ \t]*\r?\n/).forEach(function (each) {
      if (!each.trim()) return;
      var p = made.appendChild(document.createElement("p"));
      each.split(/\r?\n/).forEach(function (line, place) {
        if (place) p.appendChild(document.createElement("br"));
        p.appendChild(document.createTextNode(line.trim()));
      });
    });
    return made;
  }
  function ready(fragment) { // one can write below a table, and into an empty text
    if (!fragment.lastChild || /^(TABLE|HR|FIGURE)$/.test(fragment.lastChild.nodeName)) {
      fragment.appendChild(document.createElement("p")).appendChild(document.createElement("br"));
    }
    return fragment;
  }
  function shown(fragment) { // the office has its own address for a file nobody else may read yet
    fragment.querySelectorAll("img").forEach(function (img) {
      img.setAttribute("src", img.getAttribute("src").replace(/^\/f\//, form.dataset.files || "/f/"));
    });
    return fragment;
  }
  function html() {
    var holder = document.createElement("div");
    holder.appendChild(window.tidy(editor.innerHTML));
    return holder.innerHTML;
  }
  function sync() {
    clearTimeout(timer);
    field.value = html();
    written.value = "html";
  }
  function changed() {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(sync, 400);
  }
  function within(selector) {
    var at = getSelection().anchorNode;
    at = at && (at.nodeType === 1 ? at : at.parentNode);
    return at && editor.contains(at) ? at.closest(selector) : null;
  }
  function put(fragment) {
    var holder = document.createElement("div");
    holder.appendChild(shown(fragment));
    var single = holder.childNodes.length === 1 && holder.firstChild.nodeName === "P";
    document.execCommand("insertHTML", false, single ? holder.firstChild.innerHTML : holder.innerHTML);
  }
  function show(open, panel, name) {
    if (!panel) return;
    panel.hidden = !open;
    toolbar.querySelector("[data-do=" + name + "]").setAttribute("aria-expanded", String(open));
  }
  function close() { show(false, link, "link"); show(false, picture, "picture"); }
  function keep() {
    var selection = getSelection();
    kept = selection.rangeCount && editor.contains(selection.anchorNode) ? selection.getRangeAt(0).cloneRange() : null;
  }
  function restore() {
    editor.focus();
    if (!kept) return;
    getSelection().removeAllRanges();
    getSelection().addRange(kept);
  }
  var acts = {
    h2: function () { document.execCommand("formatBlock", false, within("h2") ? "P" : "H2"); },
    h3: function () { document.execCommand("formatBlock", false, within("h3") ? "P" : "H3"); },
    p: function () { document.execCommand("formatBlock", false, "P"); },
    bold: function () { document.execCommand("bold"); },
    ul: function () { document.execCommand("insertUnorderedList"); },
    ol: function () { document.execCommand("insertOrderedList"); },
    plain: function () { document.execCommand("removeFormat"); document.execCommand("unlink"); document.execCommand("formatBlock", false, "P"); },
    undo: function () { document.execCommand("undo"); },
    link: function () {
      var there = within("a"), open = link.hidden;
      keep();
      close();
      if (there) { kept = document.createRange(); kept.selectNodeContents(there); }
      address.value = there ? there.getAttribute("href") : "";
      show(open, link, "link");
      if (open) address.focus();
    },
    picture: function () {
      var open = picture.hidden;
      keep();
      close();
      show(open, picture, "picture");
      if (open) chosen.focus();
    },
    "set-picture": function () {
      if (!alt.value.trim()) return alt.focus();
      restore();
      var figure = document.createElement("figure"), img = figure.appendChild(document.createElement("img"));
      img.setAttribute("src", "/f/" + chosen.value + "/");
      img.setAttribute("alt", alt.value.trim());
      put(figure);
      alt.value = "";
      close();
    },
    "set-link": function () {
      var href = address.value.trim();
      if (!href) return address.focus();
      if (/^[\w-]+(\.[\w-]+)+/.test(href)) href = "https://" + href;
      restore();
      if (getSelection().isCollapsed) put(window.tidy('<a href="' + href.replace(/"/g, "%22") + '">' + href.replace(/&/g, "&amp;").replace(/</g, "&lt;") + "</a>"));
      else document.execCommand("createLink", false, href);
      close();
    },
    "no-link": function () { restore(); document.execCommand("unlink"); close(); }
  };
  function act(name) {
    if (!/link$|picture$/.test(name)) editor.focus();
    acts[name]();
    if (name !== "link" && name !== "picture") changed();
    mark();
  }
  function mark() {
    var bold = toolbar.querySelector("[data-do=bold]");
    if (within("*")) bold.setAttribute("aria-pressed", String(document.queryCommandState("bold")));
  }

  editor.id = "body-editor";
  editor.className = "text editor";
  editor.contentEditable = "true";
  frame.className = "publication";
  [["role", "textbox"], ["aria-multiline", "true"], ["aria-labelledby", "body-label"]].forEach(function (pair) { editor.setAttribute(pair[0], pair[1]); });
  if (field.getAttribute("aria-invalid")) editor.setAttribute("aria-invalid", "true");
  editor.appendChild(shown(ready(written.value === "html" ? window.tidy(field.value) : paragraphs(field.value))));
  frame.appendChild(editor);
  field.after(frame);
  field.hidden = true;
  toolbar.hidden = false;
  form.querySelector(".pasting").hidden = false;
  form.querySelector(".typed-plain").hidden = true;
  document.getElementById("body-label").addEventListener("click", function (event) { event.preventDefault(); editor.focus(); });
  var problem = document.querySelector('a[href="#' + field.id + '"]');
  if (problem) problem.setAttribute("href", "#body-editor");
  try { document.execCommand("defaultParagraphSeparator", false, "p"); document.execCommand("styleWithCSS", false, false); } catch (error) { /* older browsers */ }

  var buttons = Array.prototype.slice.call(toolbar.querySelectorAll("button"));
  buttons.forEach(function (button, place) { button.tabIndex = place ? -1 : 0; });
  toolbar.addEventListener("keydown", function (event) { // one stop for the tab key, arrows within
    var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key], here = buttons.indexOf(document.activeElement);
    if (!step || here < 0) return;
    event.preventDefault();
    var next = buttons[(here + step + buttons.length) % buttons.length];
    buttons[here].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  form.addEventListener("mousedown", function (event) { // a button does not take the selection away
    if (event.target.closest("[data-do]") && event.target.closest("button")) event.preventDefault();
  });
  form.addEventListener("click", function (event) {
    var button = event.target.closest("button[data-do]");
    if (button) act(button.dataset.do);
  });
  address.addEventListener("keydown", function (event) {
    if (event.key === "Enter") { event.preventDefault(); act("set-link"); }
  });
  form.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !event.target.closest(".line")) return;
    close();
    restore();
  });
  editor.addEventListener("paste", function (event) {
    var board = event.clipboardData;
    if (!board) return;
    event.preventDefault();
    var rich = board.getData("text/html");
    put(rich ? window.tidy(rich) : paragraphs(board.getData("text/plain")));
    changed();
  });
  editor.addEventListener("drop", function (event) {
    if (!event.dataTransfer || !event.dataTransfer.getData("text/html")) return;
    event.preventDefault();
    editor.focus();
    put(window.tidy(event.dataTransfer.getData("text/html")));
    changed();
  });
  document.addEventListener("selectionchange", mark);
  form.addEventListener("input", changed);
  form.addEventListener("change", function () { dirty = true; });
  window.addEventListener("beforeunload", function (event) {
    if (!dirty) return;
    event.preventDefault();
    event.returnValue = "";
  });

  function send(submitter) {
    if (submitter && submitter.name) {
      var hidden = form.appendChild(document.createElement("input"));
      hidden.type = "hidden";
      hidden.name = submitter.name;
      hidden.value = submitter.value;
    }
    dirty = false;
    form.submit();
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    sync();
    var submitter = event.submitter || document.activeElement;
    fetch(form.dataset.token, { credentials: "same-origin" }).then(function (answer) { return answer.json(); }).then(function (fresh) {
      if (!fresh.user) throw new Error("signed out");
      form.elements.csrfmiddlewaretoken.value = fresh.token; // signing in again has changed it
      send(submitter && submitter.form === form ? submitter : null);
    }).catch(function () {
      told.hidden = false;
      told.scrollIntoView({ block: "nearest" });
    });
  });
})();
