"use strict";
{
  const data = JSON.parse(document.getElementById("data").textContent);
  const [root] = document.getElementsByTagName("html");
  const element = (id) => document.getElementById(id);
  const frame = element("card");

  // What is kept when the page is loaded again, or when the card it was at is gone.
  const kept = { id: "", index: 0, back: false, section: "", query: "", tab: "cards", scroll: 0 };
  try {
    Object.assign(kept, JSON.parse(sessionStorage.getItem("preview") ?? "{}"));
  } catch {
    // A browser that keeps nothing shows the first card.
  }
  kept.night ??= matchMedia("(prefers-color-scheme: dark)").matches;
  kept.phone ??= false;
  kept.scroll ??= 0;

  const keep = () => {
    kept.scroll = frame.contentDocument?.scrollingElement?.scrollTop ?? 0;
    try {
      sessionStorage.setItem("preview", JSON.stringify(kept));
    } catch {
      // As above.
    }
  };

  // The cards ---------------------------------------------------------------------------------

  const path = (sections) => sections.map((title) => `${title}::`).join("");
  const identity = (card) => `${card.key}/${card.number}`;
  const words = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content.textContent;
  };
  const searched = (card) =>
    (card.searched ??= [words(card.front), words(card.back), card.key, ...card.tags]
      .join(" ")
      .toLocaleLowerCase());

  let found = data.cards;
  const current = () => found[kept.index];

  const filter = () => {
    const query = kept.query.trim().toLocaleLowerCase();
    found = data.cards.filter(
      (card) =>
        path(card.sections).startsWith(kept.section) &&
        (!query || searched(card).includes(query)),
    );
    const at = found.findIndex((card) => identity(card) === kept.id);
    kept.index = at < 0 ? Math.min(kept.index, Math.max(found.length - 1, 0)) : at;
    list();
  };

  const cards = new Map();
  for (const { key } of data.cards) cards.set(key, (cards.get(key) ?? 0) + 1);
  const label = (text) => {
    const part = document.createElement("span");
    part.textContent = text;
    return part;
  };

  const list = () => {
    const items = found.map((card, index) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.append(label(card.title));
      if (cards.get(card.key) > 1) button.append(label(card.template));
      button.title = card.title;
      button.addEventListener("click", () => go(index));
      item.append(button);
      return item;
    });
    element("list").replaceChildren(...items);
  };

  const sections = () => {
    const known = new Map();
    for (const { sections: titles } of data.cards) {
      titles.forEach((_, index) => {
        const outer = titles.slice(0, index + 1);
        known.set(path(outer), outer.join(" › "));
      });
    }
    for (const [value, title] of known) element("section").add(new Option(title, value));
    element("section").value = kept.section;
    if (element("section").value !== kept.section) element("section").value = kept.section = "";
  };

  // One side of a card, as Anki puts it on its page: scripts run anew each time --------------

  const side = (html) => {
    const page = frame.contentDocument;
    const template = page.createElement("template");
    template.innerHTML = html;
    for (const source of template.content.querySelectorAll("[src]")) {
      const name = source.getAttribute("src");
      if (Object.hasOwn(data.media, name)) source.src = data.media[name];
    }
    const content = page.importNode(template.content, true);
    for (const old of content.querySelectorAll("script")) {
      const script = page.createElement("script");
      for (const { name, value } of old.attributes) script.setAttribute(name, value);
      script.textContent = old.textContent;
      old.replaceWith(script);
    }
    page.getElementById("qa").replaceChildren(content);
  };

  // What was typed beside what should have been: equal at both ends, different between.
  let typed = "";
  const compare = (box) => {
    const expected = box.textContent;
    const most = Math.min(expected.length, typed.length);
    let start = 0;
    while (start < most && expected[start] === typed[start]) start += 1;
    let end = 0;
    while (end < most - start && expected.at(-1 - end) === typed.at(-1 - end)) end += 1;
    const line = (text, name) =>
      [
        [text.slice(0, start), "typeGood"],
        [text.slice(start, text.length - end), name],
        [text.slice(text.length - end), "typeGood"],
      ].flatMap(([part, of]) => {
        const span = box.ownerDocument.createElement("span");
        span.className = of;
        span.textContent = part;
        return part ? [span] : [];
      });
    if (!typed) return;
    if (typed === expected) box.replaceChildren(...line(expected, "typeGood"));
    else box.replaceChildren(...line(typed, "typeBad"), " ↓ ", ...line(expected, "typeMissed"));
  };

  const dress = () => {
    const page = frame.contentDocument;
    root.classList.toggle("night", kept.night);
    root.classList.toggle("phone", kept.phone);
    page.documentElement.classList.toggle("night-mode", kept.night);
    page.documentElement.classList.toggle("mobile", kept.phone);
    const night = kept.night ? " nightMode night_mode" : "";
    page.body.className = `card card${current()?.number ?? 1}${night}${kept.phone ? " mobile" : ""}`;
    element("night").setAttribute("aria-pressed", kept.night);
    element("phone").setAttribute("aria-pressed", kept.phone);
  };

  const draw = () => {
    const card = current();
    const none = !card;
    frame.hidden = none;
    element("none").hidden = !none;
    element("flip").disabled = none;
    element("previous").disabled = kept.index === 0;
    element("next").disabled = kept.index >= found.length - 1;
    element("flip").textContent = kept.back ? "Show question" : "Show answer";
    element("place").textContent = none ? "" : `${kept.index + 1} of ${found.length}`;
    element("where").textContent = none ? "" : `${card.at} · ${card.template}`;
    dress();
    if (none) return;
    const page = frame.contentDocument;
    const box = page.querySelector("input#typeans");
    if (kept.back && box) typed = box.value;
    if (!kept.back) typed = "";
    kept.id = identity(card);
    page.title = card.title;
    frame.title = `Card: ${card.title}`;
    side(kept.back ? card.back : card.front);
    const answer = page.querySelector("code#typeans");
    if (answer) compare(answer);
    reachable(page);
    mark();
  };

  // What scrolls can be scrolled with the keyboard.
  const reachable = (page) => {
    for (const box of page.querySelectorAll("pre, .table, .math")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    }
  };

  const mark = () => {
    element("list").querySelector("[aria-current]")?.removeAttribute("aria-current");
    const button = element("list").children[kept.index]?.firstChild;
    button?.setAttribute("aria-current", "true");
    button?.scrollIntoView({ block: "nearest" });
  };

  const top = () => frame.contentDocument.scrollingElement?.scrollTo(0, 0);

  const go = (index) => {
    if (index < 0 || index >= found.length) return;
    kept.index = index;
    kept.back = false;
    draw();
    top();
    keep();
  };

  const flip = () => {
    if (!current()) return;
    kept.back = !kept.back;
    draw();
    const answer = kept.back && frame.contentDocument.getElementById("answer");
    if (answer) answer.scrollIntoView({ block: "nearest" });
    else top();
    keep();
  };

  // Keys and clicks ---------------------------------------------------------------------------

  const BUSY = "a, audio, button, details, input, label, select, summary, textarea, video";

  const press = (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || kept.tab !== "cards") return;
    const typing = target.matches?.("input, select, textarea");
    if (target.id === "typeans" && key === "Enter") flip();
    else if (target === element("query") && key === "Enter") target.blur();
    else if (typing || target.matches?.("[role=tab]")) return;
    else if (key === "ArrowRight") go(kept.index + 1);
    else if (key === "ArrowLeft") go(kept.index - 1);
    else if ((key === " " || key === "Enter") && !target.closest?.(BUSY)) flip();
    else return;
    event.preventDefault();
  };

  const click = (event) => {
    if (event.target.closest(BUSY) || frame.contentWindow.getSelection()?.toString()) return;
    flip();
  };

  // The sheet ---------------------------------------------------------------------------------

  let sheet = "";
  const setSheet = (address) => {
    sheet = address;
    if (kept.tab === "sheet" && sheet) {
      const old = element("sheet").querySelector("iframe");
      if (old?.dataset.of === sheet) return;
      const viewer = document.createElement("iframe");
      viewer.title = "The sheet";
      viewer.dataset.of = sheet;
      viewer.src = sheet;
      old?.remove();
      element("waiting").hidden = true;
      element("sheet").append(viewer);
    }
  };

  const open = (tab) => {
    kept.tab = tab;
    for (const name of ["cards", "sheet"]) {
      const button = element(`${name}-tab`);
      element(name).hidden = name !== tab;
      button.setAttribute("aria-selected", name === tab);
      button.tabIndex = name === tab ? 0 : -1;
    }
    setSheet(sheet);
    keep();
  };

  // Word from the server -----------------------------------------------------------------------

  const listen = () => {
    const events = new EventSource("events");
    events.addEventListener("message", ({ data: news }) => {
      const now = JSON.parse(news);
      if (now.page !== root.dataset.revision) {
        events.close();
        keep();
        location.reload();
      } else if (now.sheet) {
        setSheet(`sheet.pdf?${now.sheet}`);
      }
    });
    addEventListener("pagehide", () => events.close());
  };

  const inside = () => {
    if (!data.sheet) return;
    const bytes = Uint8Array.from(atob(data.sheet), (letter) => letter.charCodeAt(0));
    setSheet(URL.createObjectURL(new Blob([bytes], { type: "application/pdf" })));
  };

  // What is wrong with the source ---------------------------------------------------------------

  const problems = () => {
    const panel = element("problems");
    const failed = data.problems.some(({ severity }) => severity === "error");
    panel.hidden = !data.problems.length;
    panel.classList.toggle("error", failed);
    if (panel.hidden) return;
    panel.tabIndex = 0;
    const title = document.createElement("p");
    title.textContent = failed ? "The source has errors; this is how it was before." : "Warnings";
    const lines = document.createElement("ul");
    for (const { at, what, hint } of data.problems) {
      const line = document.createElement("li");
      const place = document.createElement("code");
      place.textContent = at;
      line.append(place, ` ${what}`);
      if (hint) {
        const help = document.createElement("small");
        help.textContent = hint;
        line.append(help);
      }
      lines.append(line);
    }
    panel.append(title, lines);
  };

  // ---------------------------------------------------------------------------------------------

  const begin = () => {
    const page = frame.contentDocument;
    page.documentElement.lang = root.lang;
    page.head.querySelector("#look").textContent = data.css;
    page.addEventListener("keydown", press);
    page.addEventListener("click", click);
    const scroll = kept.scroll;
    sections();
    element("query").value = kept.query;
    filter();
    draw();
    page.scrollingElement?.scrollTo(0, scroll);
    open(kept.tab);
    problems();
    if (data.live) listen();
    else inside();
  };

  document.addEventListener("keydown", press);
  element("flip").addEventListener("click", flip);
  element("previous").addEventListener("click", () => go(kept.index - 1));
  element("next").addEventListener("click", () => go(kept.index + 1));
  const narrow = (change) => {
    change();
    kept.back = false;
    filter();
    draw();
    keep();
  };
  element("query").addEventListener("input", ({ target }) =>
    narrow(() => (kept.query = target.value)),
  );
  element("section").addEventListener("change", ({ target }) =>
    narrow(() => (kept.section = target.value)),
  );
  for (const name of ["night", "phone"]) {
    element(name).addEventListener("click", () => {
      kept[name] = !kept[name];
      dress();
      keep();
    });
  }
  for (const name of ["cards", "sheet"]) {
    element(`${name}-tab`).addEventListener("click", () => open(name));
    element(`${name}-tab`).addEventListener("keydown", ({ key }) => {
      if (key !== "ArrowLeft" && key !== "ArrowRight") return;
      const other = name === "cards" ? "sheet" : "cards";
      open(other);
      element(`${other}-tab`).focus();
    });
  }

  frame.addEventListener("load", begin, { once: true });
  frame.srcdoc = `<!doctype html><html><head><meta charset="utf-8"><title>Card</title>
<base target="_blank"><style>
body { margin: 20px; overflow-wrap: break-word; }
math { font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", math; }
math[display="block"] { margin-block: 0.3em; }
audio, video { display: block; max-width: 100%; }
</style><style id="look"></style></head>
<body class="card"><div id="qa"></div></body></html>`;
}
