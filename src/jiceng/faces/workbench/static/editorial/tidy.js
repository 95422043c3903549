/* What of pasted or typed HTML stays: the tags an article may have, nothing of how Word or a web page looks.
   The server cleans again, whatever came out of here; this is so that the author sees what she will get.
   tidy(html) gives a fragment built anew, tag by tag: nothing of the source is ever put into the page as it is. */
(function () {
  "use strict";
  var BLOCKS = { P: "p", H1: "h2", H2: "h2", H3: "h3", H4: "h4", H5: "h4", H6: "h4", BLOCKQUOTE: "blockquote", UL: "ul", OL: "ol", LI: "li",
    TABLE: "table", CAPTION: "caption", THEAD: "thead", TBODY: "tbody", TFOOT: "tfoot", TR: "tr", TH: "th", TD: "td", HR: "hr",
    DL: "dl", DT: "dt", DD: "dd", FIGURE: "figure", FIGCAPTION: "figcaption" };
  var INLINE = { B: "strong", STRONG: "strong", I: "em", EM: "em", U: "u", S: "s", DEL: "s", STRIKE: "s", SUB: "sub", SUP: "sup", BR: "br", A: "a", IMG: "img" };
  var GONE = /^(SCRIPT|STYLE|TEMPLATE|NOSCRIPT|IFRAME|OBJECT|EMBED|TITLE|HEAD|META|LINK|XML|SVG|MATH|FORM|INPUT|BUTTON|SELECT|TEXTAREA|COLGROUP|COL)$/;
  var BLOCKY = "p,h1,h2,h3,h4,h5,h6,blockquote,ul,ol,table,hr,dl,figure,div,section,article,li";
  var OWN = /^\/f\/[A-Za-z0-9_-]{43}\/$/;
  var FILE = /^\/articles\/\d+\/files\/([A-Za-z0-9_-]{43})\/$/; // the office's own address of a file: the public has another

  function number(value) { var n = parseInt(value, 10); return n > 1 && n < 1000 ? String(n) : null; }

  function attributes(from, to) {
    if (to.tagName === "A") {
      var href = (from.getAttribute("href") || "").trim();
      if (!/^(https?:\/\/|mailto:|\/(?!\/)|#)\S*$/i.test(href)) return false;
      to.setAttribute("href", href);
    } else if (to.tagName === "IMG") {
      var src = (from.getAttribute("src") || "").replace(FILE, "/f/$1/");
      if (!OWN.test(src)) return false;
      to.setAttribute("src", src);
      to.setAttribute("alt", from.getAttribute("alt") || "");
    } else if (to.tagName === "TD" || to.tagName === "TH") {
      ["colspan", "rowspan"].forEach(function (name) { var n = number(from.getAttribute(name)); if (n) to.setAttribute(name, n); });
      if (to.tagName === "TH" && /^(col|row)$/.test(from.getAttribute("scope"))) to.setAttribute("scope", from.getAttribute("scope"));
    } else if (to.tagName === "OL") {
      var start = number(from.getAttribute("start"));
      if (start) to.setAttribute("start", start);
    }
    return true;
  }

  function said(node) { return (node.getAttribute("style") || "").toLowerCase(); }

  /* A paragraph Word shows as an item of a list: its sign is text of its own. */
  function item(node) {
    return node.nodeType === 1 && node.tagName === "P" && /mso-list:\s*l\d/.test(said(node));
  }
  function sign(node) {
    var found = Array.prototype.filter.call(node.querySelectorAll("span"), function (each) { return /mso-list:\s*ignore/.test(said(each)); })[0];
    var text = found ? found.textContent.trim() : "";
    if (found) found.remove();
    return text;
  }

  function children(from, to) {
    var list = null;
    Array.prototype.slice.call(from.childNodes).forEach(function (node) {
      if (!item(node)) {
        if (node.nodeType === 1 || (node.nodeType === 3 && node.data.trim())) list = null;
        return copy(node, to);
      }
      var tag = /^[(（]?([0-9]+|[a-z]|[ivx]+)[.)）、．]?$/i.test(sign(node)) ? "ol" : "ul";
      if (!list || list.tagName.toLowerCase() !== tag) list = to.appendChild(document.createElement(tag));
      children(node, list.appendChild(document.createElement("li")));
    });
  }

  function copy(node, to) {
    if (node.nodeType === 3) return void to.appendChild(document.createTextNode(node.data.replace(/[ \t\r\n\f]+/g, " ")));
    if (node.nodeType !== 1 || GONE.test(node.tagName) || node.tagName.indexOf(":") > 0 && !node.textContent.trim()) return;
    var tag = BLOCKS[node.tagName] || INLINE[node.tagName];
    if (/^(DIV|SECTION|ARTICLE)$/.test(node.tagName) && !node.querySelector(BLOCKY)) tag = "p";
    if (tag === "strong" && /font-weight:\s*(normal|400)/.test(said(node))) tag = null;
    if (node.tagName === "SPAN" && /font-weight:\s*(bold|[6-9]00)/.test(said(node))) tag = "strong";
    if (tag === "p" && /^(TD|TH|LI|CAPTION|P|H[2-4])$/.test(to.tagName)) { // a cell's or an item's only paragraphs: their lines
      if (to.lastChild) to.appendChild(document.createElement("br"));
      tag = null;
    }
    if (tag === "figure" && !node.querySelector("img")) tag = null;
    if (!tag) return children(node, to);
    var made = document.createElement(tag);
    if (!attributes(node, made)) return children(node, to);
    children(node, made);
    if (/^(p|h2|h3|h4|li|strong|em|u|s|a)$/.test(tag) && !made.textContent.trim() && !made.querySelector("img")) {
      if (tag === "strong" || tag === "em") to.appendChild(document.createTextNode(made.textContent));
      return;
    }
    to.appendChild(made);
  }

  /* Words that stand in no paragraph get one. */
  function grouped(fragment) {
    var open = null;
    Array.prototype.slice.call(fragment.childNodes).forEach(function (node) {
      var inline = node.nodeType === 3 || INLINE[node.tagName];
      if (!inline) { open = null; return; }
      if (!open && (node.nodeType === 3 ? !node.data.trim() : node.tagName === "BR")) return node.remove();
      if (node.tagName === "BR" ) { open = null; return node.remove(); }
      if (!open) { open = document.createElement("p"); fragment.insertBefore(open, node); }
      open.appendChild(node);
    });
    return fragment;
  }

  function trimmed(fragment) {
    fragment.querySelectorAll("p,h2,h3,h4,li,td,th,caption").forEach(function (block) {
      while (block.lastChild && (block.lastChild.nodeName === "BR" || block.lastChild.nodeType === 3 && !block.lastChild.data.trim()) && block.childNodes.length > 1) block.lastChild.remove();
    });
    return fragment;
  }

  window.tidy = function (html) {
    var source = new DOMParser().parseFromString(html, "text/html"); // inert: nothing in it runs or loads
    var made = document.createDocumentFragment();
    children(source.body, made);
    return trimmed(grouped(made));
  };
})();
