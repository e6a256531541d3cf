/* What scripts add to a page that is whole without them: tips, sorting, filtering, copying. */
"use strict";
(() => {
  const say = JSON.parse(document.body.dataset.say);
  const lang = document.documentElement.lang;

  /** Text without case and diacritics, as people type it in a hurry. */
  const fold = (text) =>
    text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");

  /** A new element with its text and attributes. */
  const make = (tag, text = "", attributes = {}) => {
    const node = document.createElement(tag);
    node.textContent = text;
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  window.solieu = { say, fold, make };

  /* -- tips: the sentence a number stands in, the rule that read it, the check it is part of --
     They open by pointer and by keyboard, stay while the pointer is on them, and close by Escape
     (WCAG 2.2, 1.4.13). Without scripts the sentence is the link's title. */
  const tip = make("div", "", { id: "tip", role: "tooltip", hidden: "" });
  let owner = null;
  let closing = 0;

  const fill = (link) => {
    const { tip: text = "", at, rule, check } = link.dataset;
    tip.replaceChildren();
    if (at) {
      const [start, end] = at.split(" ").map(Number);
      const quote = make("blockquote", text.slice(0, start), { lang: "vi" });
      quote.append(make("b", text.slice(start, end)), text.slice(end));
      tip.append(quote);
    } else if (text) tip.append(make("p", text));
    if (check || at) tip.append(make("p", check ? `${say.check}: ${check}` : say.unchecked));
    if (rule) tip.append(make("p", `${say.rule}: ${rule}`, { class: "rule" }));
    if (link.href) tip.append(make("p", at || !rule ? say.follow : say.reading, { class: "hint" }));
  };

  const close = () => {
    clearTimeout(closing);
    owner?.removeAttribute("aria-describedby");
    owner = null;
    tip.hidden = true;
  };

  const open = (link) => {
    clearTimeout(closing);
    if (owner === link) return;
    close();
    if (link.title) {
      link.dataset.tip = link.title; // else the browser would show its own as well
      link.removeAttribute("title");
    }
    if (!link.dataset.tip) return;
    owner = link;
    fill(link);
    tip.hidden = false;
    link.setAttribute("aria-describedby", "tip");
    const box = link.getClientRects()[0] ?? link.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    // beside the answer stand the contents, which the tip must not cover
    const right = link.closest(".answer")?.getBoundingClientRect().right ?? width - 8;
    const left = Math.max(8, Math.min(box.left, right - tip.offsetWidth));
    const below = box.bottom + tip.offsetHeight + 8 < innerHeight || box.top < tip.offsetHeight + 8;
    const top = below ? box.bottom + 4 : box.top - tip.offsetHeight - 4;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${top + scrollY}px`;
  };

  const tipped = (event) => event.target.closest?.("a.num, a.verdict, .article a[data-rule], .article mark[data-rule]");
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return; // a finger follows the link
    if (event.target.closest("#tip")) return clearTimeout(closing);
    const link = tipped(event);
    if (link) open(link);
    else if (owner) {
      clearTimeout(closing);
      closing = setTimeout(close, 300); // time to reach the tip
    }
  });
  document.addEventListener("focusin", (event) => (tipped(event) ? open(tipped(event)) : close()));
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  document.body.append(tip);

  /* -- tables: rows sorted within their group, or only those that hold some words -- */
  const point = lang === "vi" ? "," : ".";
  const number = (text) => {
    const kept = text.replace("−", "-").replace(new RegExp(`[^0-9${point}-]`, "g"), "");
    return kept ? Number(kept.replace(point, ".")) : NaN;
  };

  /** What a cell sorts by: a number, a date as a number, else its text. */
  const sortKey = (cell) => {
    const text = cell.innerText.trim();
    const linked = cell.querySelector("[data-value]");
    if (linked) return Number(linked.dataset.value);
    if (cell.classList.contains("n")) return number(text);
    const day = text.match(/^(?:(\d{1,2})\/)?(\d{1,2})\/(\d{4})/);
    if (day) return day[3] * 1e4 + day[2] * 100 + Number(day[1] ?? 0);
    const year = text.match(/^(\d{4})(?:$|–)/);
    if (year) return year[1] * 1e4;
    return Number.isNaN(Date.parse(text)) || !/\d{4}$/.test(text) ? text : Date.parse(text) / 1e6;
  };

  /** What the number in a row's cell counts, where that is told. */
  const unitOf = (row, head) => {
    const fromEnd = head.parentElement.cells.length - head.cellIndex; // its header may stand above
    return row.cells[row.cells.length - fromEnd]?.querySelector("[data-unit]")?.dataset.unit ?? "";
  };

  const isEmpty = (key) => key === "" || key === "–" || Number.isNaN(key);

  const compare = (a, b) => {
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), lang, { numeric: true });
  };

  /** Rows that leave their place need the header that a row above them holds. */
  const unspan = (table) => {
    for (const head of table.querySelectorAll("tbody th[rowspan]")) {
      let row = head.parentElement;
      for (let n = head.rowSpan; n > 1; n -= 1) {
        row = row.nextElementSibling;
        const copy = head.cloneNode(true);
        copy.removeAttribute("rowspan");
        copy.querySelectorAll("[id]").forEach((node) => node.removeAttribute("id"));
        row.prepend(copy);
      }
      head.removeAttribute("rowspan");
    }
  };

  const rowsOf = (body) => [...body.rows].filter((row) => !row.classList.contains("group"));

  const sort = (table, head) => {
    unspan(table);
    const next = { none: "ascending", ascending: "descending", descending: "none" };
    const way = next[head.getAttribute("aria-sort") ?? "none"];
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    if (way !== "none") head.setAttribute("aria-sort", way);
    for (const body of table.tBodies) {
      const keyed = rowsOf(body).map((row) => [row, sortKey(row.cells[head.cellIndex]), unitOf(row, head)]);
      keyed.sort(([a, one, unit], [b, two, other]) => {
        if (way === "none") return a.dataset.n - b.dataset.n;
        if (isEmpty(one) || isEmpty(two)) return isEmpty(one) - isEmpty(two);
        if (unit !== other) return unit.localeCompare(other); // no order holds between units
        return compare(one, two) * (way === "ascending" ? 1 : -1);
      });
      body.append(...keyed.map(([row]) => row));
    }
  };

  const filter = (table, text, status) => {
    unspan(table);
    const words = fold(text).split(/\s+/).filter(Boolean);
    let shown = 0;
    let all = 0;
    for (const body of table.tBodies) {
      const heading = body.querySelector("tr.group");
      const title = heading ? fold(heading.textContent) : "";
      let here = 0;
      for (const row of rowsOf(body)) {
        const told = `${title} ${fold(row.textContent)}`;
        row.hidden = !words.every((word) => told.includes(word));
        here += !row.hidden;
        all += 1;
      }
      if (heading) heading.hidden = !here;
      shown += here;
    }
    status.textContent = words.length ? say.rows.replace("{n}", shown).replace("{of}", all) : "";
  };

  const regions = [...document.querySelectorAll("[role=region][tabindex]")];
  const measure = () => {
    for (const region of regions) {
      // only what scrolls needs a stop of its own on the way of the Tab key
      if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
      else region.removeAttribute("tabindex");
    }
  };

  for (const table of document.querySelectorAll(".table table")) {
    const rows = [...table.tBodies].flatMap(rowsOf);
    rows.forEach((row, n) => (row.dataset.n = n));
    if (rows.length < 4) continue;
    for (const head of table.tHead.rows[0].cells) {
      const mixed = new Set(rows.map((row) => unitOf(row, head)).filter(Boolean)).size > 1;
      const title = mixed ? say.sort_units : say.sort;
      const button = make("button", head.textContent, { type: "button", title });
      button.addEventListener("click", () => sort(table, head));
      head.replaceChildren(button);
    }
    if (rows.length < 12) continue;
    const tools = make("div", "", { class: "filter" });
    const label = make("label", `${say.filter} `);
    const input = make("input", "", { type: "search", autocomplete: "off", spellcheck: "false" });
    const status = make("span", "", { role: "status" });
    input.addEventListener("input", () => filter(table, input.value, status));
    label.append(input);
    tools.append(label, status);
    table.closest(".table").before(tools);
  }
  measure();
  addEventListener("resize", measure);
  document.addEventListener("toggle", measure, true);

  /* -- code: a button that copies a cell -- */
  for (const cell of document.querySelectorAll("details.code pre")) {
    const button = make("button", say.copy, { type: "button", class: "copy" });
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(cell.innerText);
        button.textContent = say.copied;
      } catch {
        getSelection().selectAllChildren(cell); // not allowed here: marked, for the keyboard to copy
      }
    });
    cell.before(button);
  }
})();
