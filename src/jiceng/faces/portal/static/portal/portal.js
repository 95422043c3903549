/* Comfort only: every one of these is a plain link or the browser's own without it. */
"use strict";
const root = document.documentElement;
const told = document.getElementById("told");
const sizes = [85, 100, 115, 130, 150, 175, 200];

function keep(name, value, usual) {
  const age = value === usual ? 0 : 31536000;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}

function sizeNow() {
  return sizes.find((size) => root.classList.contains(`size-${size}`)) || 100;
}

function resize(size) {
  sizes.forEach((each) => root.classList.toggle(`size-${each}`, each === size && each !== 100));
  keep("jiceng_size", String(size), "100");
  for (const link of document.querySelectorAll("[data-size]")) {
    const step = { larger: 1, smaller: -1 }[link.dataset.size];
    const next = step ? sizes[sizes.indexOf(size) + step] : 100;
    link.removeAttribute("aria-disabled");
    const address = new URL(location.href);
    address.searchParams.set("size", String(next || size));
    address.hash = "reading";
    link.href = address.href;
    if (!next) { link.setAttribute("aria-disabled", "true"); }
  }
  told.textContent = told.dataset.sizeTold.replace("{size}", size);
}

for (const link of document.querySelectorAll("[data-size]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const step = { larger: 1, smaller: -1 }[link.dataset.size];
    const next = step ? sizes[sizes.indexOf(sizeNow()) + step] : 100;
    if (next) { resize(next); }
  });
}

for (const link of document.querySelectorAll("[data-contrast]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const high = root.classList.toggle("contrast");
    keep("jiceng_contrast", high ? "high" : "usual", "usual");
    const address = new URL(location.href);
    address.searchParams.set("contrast", high ? "usual" : "high");
    address.hash = "reading";
    link.href = address.href;
    link.textContent = high ? told.dataset.usual : told.dataset.high;
    told.textContent = high ? told.dataset.high : told.dataset.usual;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const hint of document.querySelectorAll("[data-plain]")) {
  hint.hidden = true;
}
