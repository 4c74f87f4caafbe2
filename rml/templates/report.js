// Conveniences only: the page reads and works the same without this script.
(() => {
  "use strict";

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Says in the table of contents which section is being read.
  const links = new Map();
  for (const link of all(".contents a")) {
    links.set(decodeURIComponent(link.hash.slice(1)), link);
  }
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let current = null;
  const showCurrent = () => {
    const line = 120;
    let reading = headings[0];
    for (const heading of headings) {
      if (heading.getBoundingClientRect().top <= line) reading = heading;
    }
    const link = reading && links.get(reading.id);
    if (!link || link === current) return;
    if (current) current.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    current = link;
  };
  let waiting = false;
  const onScroll = () => {
    if (waiting) return;
    waiting = true;
    window.requestAnimationFrame(() => {
      waiting = false;
      showCurrent();
    });
  };
  if (headings.length) {
    document.addEventListener("scroll", onScroll, { passive: true });
    window.addEventListener("resize", onScroll, { passive: true });
    showCurrent();
  }

  // One button for all code.
  const folds = all("details.code");
  const contents = document.querySelector(".contents");
  if (folds.length && contents) {
    const button = document.createElement("button");
    const label = () => {
      const open = folds.every((fold) => fold.open);
      button.textContent = open ? "Fold all code" : "Unfold all code";
      return open;
    };
    button.type = "button";
    button.className = "fold-all";
    button.addEventListener("click", () => {
      const open = label();
      for (const fold of folds) fold.open = !open;
      label();
    });
    for (const fold of folds) fold.addEventListener("toggle", label);
    label();
    contents.append(button);
  }

  // A link to something folded unfolds it.
  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target) return;
    let folded = false;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      folded = folded || !fold.open;
      fold.open = true;
    }
    if (folded) target.scrollIntoView();
  };
  window.addEventListener("hashchange", reveal);
  reveal();

  // Paper cannot unfold: everything but code is opened for the printer, then put back.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = all("details:not([open]):not(.code)");
    for (const fold of opened) fold.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
    opened = [];
  });

  // Copying commands and citations, where the browser allows it.
  if (navigator.clipboard) {
    for (const box of all(".copyable")) {
      const text = box.querySelector("pre");
      const button = document.createElement("button");
      const name = text.getAttribute("aria-label");
      button.type = "button";
      button.textContent = "Copy";
      button.setAttribute("aria-label", `Copy: ${name}`);
      button.addEventListener("click", async () => {
        let said = "Copied";
        try {
          await navigator.clipboard.writeText(text.textContent);
        } catch {
          said = "Select it";
          window.getSelection().selectAllChildren(text);
        }
        button.textContent = said;
        button.setAttribute("aria-label", `${said}: ${name}`);
        window.setTimeout(() => {
          button.textContent = "Copy";
          button.setAttribute("aria-label", `Copy: ${name}`);
        }, 2500);
      });
      box.append(button);
    }
  }

  // On a phone a figure is wider than the window, and scrolls, where its text would vanish.
  for (const picture of all(".rml-picture")) {
    const box = document.createElement("div");
    box.className = "wide";
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Figure, scrolls sideways where it is wide");
    picture.replaceWith(box);
    box.append(picture);
  }

  // What fits needs no stop on the way of the tab key; what does not shows where it goes on.
  const boxes = all(".scroll, .rml-scroll, .wide, pre[tabindex]");
  const markEdges = (box) => {
    const hidden = box.scrollWidth - box.clientWidth;
    box.classList.toggle("more-left", box.scrollLeft > 1);
    box.classList.toggle("more-right", box.scrollLeft < hidden - 1);
  };
  const measure = () => {
    for (const box of boxes) {
      markEdges(box);
      if (box.scrollWidth > box.clientWidth || box.closest("details:not([open])")) {
        box.tabIndex = 0;
      } else if (box !== document.activeElement) {
        box.removeAttribute("tabindex");
      }
    }
  };
  for (const box of boxes) {
    box.addEventListener("scroll", () => markEdges(box), { passive: true });
  }
  measure();
  window.addEventListener("resize", measure, { passive: true });
  document.addEventListener("toggle", measure, true);
})();
