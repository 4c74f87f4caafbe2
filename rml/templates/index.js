// Finding reports by words, verdict and data kind. Without this script all are listed.
(() => {
  "use strict";

  const form = document.querySelector(".finder");
  if (!form) return;
  const words = form.querySelector("#words");
  const verdict = form.querySelector("#verdict");
  const kind = form.querySelector("#kind");
  const found = form.querySelector(".found");
  // Accents, case and kinds of apostrophe should not keep a reader from a match.
  const plain = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[‘’]/g, "'").toLowerCase();
  const text = (entry, selector) =>
    [...entry.querySelectorAll(selector)].map((part) => part.textContent).join(" ");
  const entries = [...document.querySelectorAll(".entry")].map((element) => ({
    element,
    text: plain(text(element, "h3, .entry-kind code, .entry-summary, .entry-statement, .entry-findings li")),
    verdicts: element.dataset.verdicts.split(","),
    kind: element.dataset.kind,
  }));
  const groups = [...document.querySelectorAll(".analysis")];

  const filter = () => {
    const wanted = plain(words.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const entry of entries) {
      const fits =
        wanted.every((word) => entry.text.includes(word)) &&
        (!verdict.value || entry.verdicts.includes(verdict.value)) &&
        (!kind.value || entry.kind === kind.value);
      entry.element.hidden = !fits;
      if (fits) count += 1;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector(".entry:not([hidden])");
    }
    const narrowed = wanted.length || verdict.value || kind.value;
    found.textContent = narrowed ? `${count} of ${entries.length} reports` : "";
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  // Browsers put back what was typed before the page was left.
  filter();
})();
