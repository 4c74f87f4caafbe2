// Re-orders a table of posts by the reader's weights. Without this script the table stands as it
// is, in the order at the weights that the sliders start with.
(() => {
  "use strict";

  const parts = ["recency", "popularity", "variety", "balance"];

  // The same sums in the same order as rml.ranking.feed_choice.orderings.reader_weights.
  const ordered = (posts, weights, places) => {
    const left = posts.map(() => true);
    const ofPage = new Map();
    const ofGroup = new Map();
    const chosen = [];
    while (chosen.length < Math.min(places, posts.length)) {
      const above = Math.max(chosen.length, 1);
      let best = -1;
      let most = -1;
      for (const [place, post] of posts.entries()) {
        if (!left[place]) continue;
        const pages = ofPage.get(post.page) || 0;
        const groups = ofGroup.get(post.group) || 0;
        const fixed = weights[0] * post.recency + weights[1] * post.popularity;
        const varied = weights[2] * (1 / (1 + pages));
        const balanced = weights[3] * (1 - groups / above);
        const score = fixed + varied + balanced;
        if (score > most) {
          most = score;
          best = place;
        }
      }
      const post = posts[best];
      left[best] = false;
      ofPage.set(post.page, (ofPage.get(post.page) || 0) + 1);
      ofGroup.set(post.group, (ofGroup.get(post.group) || 0) + 1);
      chosen.push(best);
    }
    return chosen;
  };

  const inWords = (posts, chosen, weights) => {
    const some = chosen.map((place) => posts[place]);
    const size = some.length;
    const kept = some.filter(
      (post) => post.observed_place > 0 && post.observed_place <= size,
    ).length;
    const groups = new Map();
    for (const post of some) groups.set(post.group, (groups.get(post.group) || 0) + 1);
    const most = Math.max(...groups.values());
    const leading = [...groups.keys()].filter((group) => groups.get(group) === most).sort();
    const ages = some.map((post) => post.age_hours).sort((one, other) => one - other);
    const pages = new Set(some.map((post) => post.page)).size;
    const named = parts.map((name, place) => `${name} ${weights[place].toFixed(2)}`).join(", ");
    const nothing = weights.every((weight) => weight === 0)
      ? " All weights are 0, so nothing decides, and the newest posts stand on top."
      : "";
    return (
      `Weights: ${named}.${nothing} Of the first ${size} posts, ${kept} stood among the first ` +
      `${size} of the observed feed. They come from ${pages} pages. Most posts: ` +
      `${leading.join(", ")} (${most}). Half of them are at most ` +
      `${ages[Math.floor((size - 1) / 2)].toFixed(1)} hours old.`
    );
  };

  const start = (box) => {
    const { posts, places } = JSON.parse(box.dataset.explorer);
    const sliders = parts.map((name) => box.querySelector(`input[name="${name}"]`));
    const rows = [...box.querySelectorAll(".rml-table tbody tr")];
    const bars = [...box.querySelectorAll(".rml-exposure tbody tr")];
    const summary = box.querySelector(".rml-summary");
    // A feed of one post has no other order: its words say so, and there are no sliders.
    if (posts.length < 2 || !rows.length || sliders.includes(null)) return;
    let waiting = 0;

    const update = () => {
      const weights = sliders.map((slider) => Number(slider.value));
      for (const [place, slider] of sliders.entries()) {
        slider.parentElement.querySelector(".rml-value").textContent = weights[place].toFixed(2);
      }
      const chosen = ordered(posts, weights, places);
      for (const [place, row] of rows.entries()) {
        for (const [column, text] of posts[chosen[place]].cells.entries()) {
          row.cells[column + 1].textContent = text;
        }
      }
      for (const row of bars) {
        const group = row.dataset.group;
        const count = chosen.filter((place) => posts[place].group === group).length;
        row.cells[1].textContent = count;
        row.querySelector("rect").setAttribute("width", ((100 * count) / places).toFixed(2));
      }
      // Screen readers hear each slider's own value at once, and of the order when it rests.
      window.clearTimeout(waiting);
      waiting = window.setTimeout(() => {
        const words = inWords(posts, chosen, weights);
        if (summary.textContent !== words) summary.textContent = words;
      }, 400);
    };

    for (const slider of sliders) slider.addEventListener("input", update);
    for (const button of box.querySelectorAll(".rml-presets button")) {
      button.addEventListener("click", () => {
        for (const [place, value] of JSON.parse(button.dataset.values).entries()) {
          sliders[place].value = value;
        }
        update();
      });
    }
    const narrow = window.matchMedia("(max-width: 40rem)").matches;
    if (narrow) box.querySelector(".rml-helps").open = false;
    box.querySelector(".rml-sliders").hidden = false;
    // Browsers put sliders back where they stood before the page was left.
    update();
  };

  for (const box of document.querySelectorAll(".rml-explorer")) start(box);
})();
