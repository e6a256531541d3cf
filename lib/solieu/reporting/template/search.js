/* The search of the index: over provinces, indicators, articles and documents, from a prebuilt list. */
"use strict";
(() => {
  const { say, fold, make } = window.solieu;
  const MOST = 40;
  const box = document.querySelector(".search");
  const input = document.getElementById("search");
  const status = document.getElementById("search-status");
  const results = document.getElementById("search-results");
  const entries = solieuIndex.entries.map(([kind, text, url, also], n) => {
    const words = kind === "indicator" ? solieuIndex.words[url.split("#")[1]] : "";
    return { kind, text, url, n, name: fold(text), all: fold(`${text}|${also}|${words}`) };
  });

  /** How well an entry fits: its name begins with what is typed, a word of it does, it is said so. */
  const rank = (entry, typed) => {
    if (entry.name.startsWith(typed)) return 0;
    if (entry.name.includes(` ${typed}`)) return 1;
    return entry.all.includes(typed) ? 2 : 3;
  };

  input.addEventListener("input", () => {
    const typed = fold(input.value.trim());
    const words = typed.split(/\s+/).filter(Boolean);
    const found = words.length
      ? entries.filter((entry) => words.every((word) => entry.all.includes(word)))
      : [];
    found.sort((a, b) => rank(a, typed) - rank(b, typed) || a.n - b.n);
    results.replaceChildren(
      ...found.slice(0, MOST).map(({ kind, text, url }) => {
        const item = make("li");
        const quoted = kind === "article" || kind === "document" ? { lang: "vi" } : {};
        item.append(make("a", text, { href: url, ...quoted }), " ", make("small", say[kind]));
        return item;
      }),
    );
    status.textContent = words.length ? say.found.replace("{n}", found.length) : "";
  });
  box.hidden = false;
})();
