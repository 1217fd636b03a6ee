// SPDX-License-Identifier: Apache-2.0
// A panel that shows one network or neuron of one story: its map, its course beside its partner's with the words under the cursor,
// and what was found of it. The address says which (#network=12&story=pieman, #neuron=L3H2D5), so that back works and links open it.
import { drawBrain, unpackBytes } from "./brain.js";
import { draw } from "./draw.js";
import { addSaving } from "./save.js";
import type { Cell, ExploreData, ExploredPair, ExploredStory, Figure, PackedCourses, PageData } from "./page_data.js";

const kStepsPerDeviation = 20; // of a packed course
const kHeard_s = [8, 3] as const; // words whose response is there: that to a word peaks some 5 s after it

interface Choice {
  story: ExploredStory;
  pair: ExploredPair;
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className = "", text = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** The course of `whose` in standard deviations, or nothing where it was not kept. */
export function courseOf(courses: PackedCourses, whose: number, volumes: number): (number | null)[] {
  const at = courses.whose.indexOf(whose);
  if (at < 0) return [];
  const bytes = new Int8Array(unpackBytes(courses.bytes, courses.whose.length * volumes).buffer);
  return Array.from(bytes.subarray(at * volumes, (at + 1) * volumes), (step) => (step === -128 ? null : step / kStepsPerDeviation));
}

/** What an address asks for; nothing where it is not an address of the panel. */
function asked(hash: string): URLSearchParams | null {
  const words = new URLSearchParams(hash.slice(1));
  return words.has("network") || words.has("neuron") ? words : null;
}

export const isOfPanel = (hash: string): boolean => asked(hash) !== null;

const number = (value: Cell | undefined, digits = 3): string => (typeof value === "number" ? value.toFixed(digits) : "n/a");
const pText = (value: number | null): string => (value === null ? "n/a" : String(Number(value.toPrecision(2))));

/** The panel, and what is chosen in it. */
class Panel {
  private readonly explore: ExploreData;
  private readonly stories = element("select");
  private readonly pairs = element("select");
  private readonly shown = element("div", "shown");
  private drawn = 0;

  constructor(private readonly data: PageData, place: HTMLElement) {
    this.explore = data.explore!;
    const form = element("form", "choose");
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const story of this.explore.stories) this.stories.add(new Option(story.title, story.story));
    const labelled = (words: string, select: HTMLSelectElement): HTMLElement => {
      const label = element("label", "", `${words} `);
      label.append(select);
      select.addEventListener("change", () => this.go());
      return label;
    };
    form.append(labelled("Story", this.stories), labelled("Network or neuron", this.pairs));
    this.shown.setAttribute("aria-live", "polite");
    place.append(form, this.shown);
  }

  /** Puts what the lists say into the address, which then shows it. */
  private go(): void {
    const story = this.explore.stories[this.stories.selectedIndex];
    const chosen = story?.pairs[Number(this.pairs.value)];
    if (story && chosen) location.hash = addressOf(story, chosen);
  }

  /** What the address asks for, as near as there is. */
  private choice(words: URLSearchParams | null): Choice | null {
    const story = this.explore.stories.find((one) => one.story === words?.get("story")) ?? this.explore.stories[0];
    if (!story) return null;
    const network = words?.get("network"), neuron = words?.get("neuron");
    const fits = (pair: ExploredPair): boolean =>
      neuron != null ? story.neurons[pair[2]] === neuron
        : network == null || String(pair[1] + 1) === network || this.explore.networks[pair[1]]?.name === network;
    // Of its own test where there is one.
    const pair = story.pairs.find((one) => fits(one) && one[0] === (neuron != null ? "neuron" : "network")) ?? story.pairs.find(fits);
    return pair ? { story, pair } : null;
  }

  /** Shows what the address asks for. */
  async show(hash: string): Promise<void> {
    const choice = this.choice(asked(hash));
    const turn = ++this.drawn;
    if (!choice) {
      this.shown.replaceChildren(element("p", "notice", "This page has no course of that one: `anbn pairs` finds any neuron and network."));
      return;
    }
    const { story, pair } = choice;
    this.stories.value = story.story;
    this.pairs.replaceChildren(...story.pairs.map((one, i) => new Option(titleOf(this.explore, story, one), String(i))));
    this.pairs.value = String(story.pairs.indexOf(pair));
    const columns = element("div", "columns");
    columns.append(this.map(pair), this.facts(story, pair));
    const course = element("div", "figure course");
    const words = element("p", "heard", "Words under the cursor: move over the courses, or with the arrow keys.");
    words.setAttribute("role", "status");
    const title = element("h3", "", titleOf(this.explore, story, pair));
    this.shown.replaceChildren(title, columns, course, words);
    const figure = courseFigure(this.explore, story, pair);
    if (figure.rows.length === 0) return;
    const view = await draw(figure, course);
    if (turn !== this.drawn) return;
    window.anbnViews["explored"] = view;
    const numbers = [figure.columns, ...figure.rows].map((row) => row.map((cell) => cell ?? "n/a").join("\t")).join("\n");
    addSaving(view, course, { id: `${story.story}_${this.explore.networks[pair[1]]?.name}_${story.neurons[pair[2]]}`, title: figure.title }, numbers);
    followCursor(course, story, words, (x) => view.scale("x").invert(x - view.origin()[0]), (t) => view.scale("x")(t) + view.origin()[0]);
  }

  private map(pair: ExploredPair): HTMLElement {
    const place = element("div", "brain");
    const network = this.explore.networks[pair[1]], { brain } = this.data;
    if (brain && network?.peak && brain.maps[String(pair[1] + 1)])
      drawBrain(brain, { id: "explored", network: pair[1] + 1, peak: network.peak, axial: network.axial ?? [] }, place);
    else place.append(element("p", "note", "This page has no map of this network."));
    if (network?.sign === -1) place.append(element("p", "note", "Map and course of the network are shown with the opposite sign: its larger part is negative."));
    return place;
  }

  private facts(story: ExploredStory, pair: ExploredPair): HTMLElement {
    const [side, j, i, of, partner, pcc, partial, largest, noise, noise95, p, family, category, queries, keys, strongest] = pair;
    const list = element("dl", "facts");
    const fact = (name: string, words: string): void => {
      if (words === "") return;
      const row = element("div");
      row.append(element("dt", "", name), element("dd", "", words));
      list.append(row);
    };
    fact("neuron", story.neurons[i] ?? "");
    fact("network", this.explore.networks[j]?.name ?? "");
    fact("lies", this.explore.networks[j]?.place ?? "");
    if (of !== "") fact("numbers are of", of);
    fact(`largest partial r of the ${side}`, `${number(largest)}${partner ? ` (with ${partner})` : ""}`);
    fact("noise gives", `${number(noise)} on average, more than ${number(noise95)} once in twenty`);
    fact("p", `${pText(p)}; corrected for all pairs ${pText(family)}${family !== null && family <= 0.05 ? ": named" : ": not named"}`);
    fact("its anchored pair", `PCC ${number(pcc)}, partial ${number(partial)}`);
    fact("query to key", category);
    fact("queries", queries);
    fact("keys", keys);
    fact("strongest pairs of words", strongest.slice(0, 8).join("; "));
    return list;
  }
}

/** "BN 7 · L2H2D24 · r 0.83, named": what the list calls a pair. */
function titleOf(explore: ExploreData, story: ExploredStory, pair: ExploredPair): string {
  const network = explore.networks[pair[1]]?.name ?? "", neuron = story.neurons[pair[2]] ?? "";
  const both = pair[0] === "network" ? `${network} \u00b7 ${neuron}` : `${neuron} \u00b7 ${network}`;
  const family = pair[11];
  return `${both} \u00b7 r ${number(pair[7], 2)}${family !== null && family <= 0.05 ? ", named" : ""}${pair[3] ? ` (${pair[3]})` : ""}`;
}

function addressOf(story: ExploredStory, pair: ExploredPair): string {
  const what: Record<string, string> = pair[0] === "network" ? { network: String(pair[1] + 1) } : { neuron: story.neurons[pair[2]] ?? "" };
  return String(new URLSearchParams({ ...what, story: story.story }));
}

/** Makes links to the panel of the names of networks and neurons that it has, in the tables of `root`. */
export function linkNames(data: PageData, root: Element): void {
  const stories = data.explore?.stories ?? [];
  if (stories.length === 0) return;
  const networks = new Map(data.explore!.networks.map(({ name }, j) => [name, String(j + 1)]));
  const neurons = new Set(stories.flatMap((story) => story.neurons));
  for (const cell of root.querySelectorAll("td:not(.n)")) {
    const text = cell.textContent ?? "";
    const network = networks.get(text);
    if ((network === undefined && !neurons.has(text)) || cell.querySelector("a")) continue;
    const own = cell.closest("[id^='session.']")?.id;
    const story = stories.find((one) => own?.endsWith(`.${one.story}`));
    const words = new URLSearchParams({ ...(network === undefined ? { neuron: text } : { network }), ...(story && { story: story.story }) });
    const link = element("a");
    link.href = `#${String(words)}`;
    link.append(...cell.childNodes);
    cell.append(link);
  }
}

/** The courses of a pair as a figure. */
function courseFigure(explore: ExploreData, story: ExploredStory, pair: ExploredPair): Figure {
  const network = courseOf(story.networkCourses, pair[1], story.volumes), neuron = courseOf(story.neuronCourses, pair[2], story.volumes);
  return {
    id: "explored", kind: "network_course", title: titleOf(explore, story, pair), references: [],
    xTitle: "time from the first volume used [s]", yTitle: "standard deviations",
    columns: ["time_s", "network", "neuron"].flatMap((name, i) => (i === 0 ? ["series", name] : [name])),
    rows: network.map((value, t) => ["observed", Math.round(t * story.tr_s * 1e4) / 1e4, value, neuron[t] ?? null]),
  };
}

/** Words whose response a moment holds, and a line at that moment; by pointer or by arrow keys. */
function followCursor(place: HTMLElement, story: ExploredStory, words: HTMLElement, timeAt: (x: number) => number, xOf: (time: number) => number): void {
  const drawing = place.querySelector<HTMLElement>(".drawing")!;
  const line = element("i", "moment");
  drawing.append(line);
  drawing.tabIndex = 0;
  drawing.setAttribute("role", "slider");
  drawing.setAttribute("aria-label", "Moment in the story");
  drawing.setAttribute("aria-valuemin", "0");
  drawing.setAttribute("aria-valuemax", String(Math.round((story.volumes - 1) * story.tr_s)));
  drawing.setAttribute("aria-valuenow", "0");
  let time = 0;
  const at = (wanted: number): void => {
    time = Math.max(0, Math.min((story.volumes - 1) * story.tr_s, wanted));
    const heard = story.words.filter((_, w) => story.times[w]! >= time - kHeard_s[0] && story.times[w]! <= time - kHeard_s[1]);
    words.textContent = `${time.toFixed(1)} s; heard ${kHeard_s[0]} to ${kHeard_s[1]} s before: ${heard.length > 0 ? heard.join(" ") : "no word"}`;
    drawing.setAttribute("aria-valuenow", String(Math.round(time)));
    drawing.setAttribute("aria-valuetext", words.textContent);
    line.style.left = `${xOf(time)}px`;
  };
  drawing.addEventListener("pointermove", (event) => at(timeAt(event.clientX - drawing.getBoundingClientRect().left)));
  drawing.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    at(time + step * story.tr_s);
  });
}

/** Adds the panel before `before`, if there is something to explore; it is filled once it is opened or asked for. */
export function addPanel(data: PageData, before: Element): void {
  if (!data.explore || data.explore.stories.length === 0) return;
  const section = element("section", "part");
  section.id = "explore";
  const box = element("details"), summary = element("summary");
  summary.append(element("h2", "", "Explore"), element("span", "inside", "one network or neuron: its map, its course with the words, what was found of it"));
  box.append(summary);
  section.append(box);
  before.prepend(section);
  const way = element("a", "", "Explore");
  way.href = "#explore";
  document.querySelector("nav a")?.after(way);
  let panel: Panel | undefined;
  const show = (): void => {
    panel ??= new Panel(data, box);
    void panel.show(location.hash);
  };
  const follow = (): void => {
    if (!isOfPanel(location.hash)) return;
    box.open = true;
    show();
    section.scrollIntoView();
  };
  box.addEventListener("toggle", () => {
    if (box.open && !panel) show();
  });
  window.addEventListener("hashchange", follow);
  follow();
}
