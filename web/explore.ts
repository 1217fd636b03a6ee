// SPDX-License-Identifier: Apache-2.0
// A panel that shows one network or neuron of one story: its map, its course beside its partner's with the words under the cursor,
// and what was found of it. The address says which (#network=12&story=pieman, #neuron=L3H2D5&layer=3&from=0.5), so that back works and links open it.
import { drawBrain, kThreshold } from "./brain.js";
import { draw } from "./draw.js";
import { unpackedBytes, unpackedText } from "./packed.js";
import { addSaving } from "./save.js";
import type { Cell, ExploreData, ExploredPair, ExploredStory, Figure, PageData, ToldStory } from "./page_data.js";

const kStepsPerDeviation = 20; // of a packed course
const kHeard_s = [8, 3] as const; // words whose response is there: that to a word peaks some 5 s after it

/** A story unpacked, with all its courses. */
type Story = ExploredStory & ToldStory & { steps: Int8Array };

interface Choice {
  story: Story;
  pair: ExploredPair;
  layer: string; // whose neurons alone are listed; "": all
  from: number; // the threshold of the map
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className = "", text = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** The story unpacked. */
async function load(packed: ExploredStory): Promise<Story> {
  const told = JSON.parse(await unpackedText(packed.told)) as ToldStory;
  const steps = new Int8Array((await unpackedBytes(packed.courses)).buffer);
  // Each step but a course's first is the difference to the one before; an Int8Array wraps around as the packing did.
  for (let i = 0; i < steps.length; ++i) if (i % told.volumes !== 0) steps[i] = steps[i]! + steps[i - 1]!;
  return { ...packed, ...told, steps };
}

/** The course of `whose` among those of networks or neurons in standard deviations, or nothing where it was not kept. */
function courseOf(story: Story, side: "network" | "neuron", whose: number): (number | null)[] {
  const list = side === "network" ? story.networkCourses : story.neuronCourses, at = list.indexOf(whose);
  if (at < 0) return [];
  const from = (at + (side === "network" ? 0 : story.networkCourses.length)) * story.volumes;
  return Array.from(story.steps.subarray(from, from + story.volumes), (step) => (step === -128 ? null : step / kStepsPerDeviation));
}

/** "3" of "L3H2D5"; nothing where a neuron has no layer in its name. */
const layerOf = (neuron: string | undefined): string => /^L(\d+)/.exec(neuron ?? "")?.[1] ?? "";

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
  private readonly variants = element("select");
  private readonly stories = element("select");
  private readonly layers = element("select");
  private readonly pairs = element("select");
  private readonly shown = element("div", "shown");
  private chosen: Choice | null = null;
  private drawn = 0;

  constructor(private readonly data: PageData, place: HTMLElement) {
    this.explore = data.explore!;
    const form = element("form", "choose");
    form.addEventListener("submit", (event) => event.preventDefault());
    const variants = [...new Set(this.explore.stories.map(({ variant }) => variant))];
    for (const variant of variants) this.variants.add(new Option(variant, variant));
    const labelled = (name: string, words: string, select: HTMLSelectElement): HTMLElement => {
      const label = element("label", "", `${words} `);
      label.append(select);
      select.name = name;
      select.addEventListener("change", () => this.go(name));
      return label;
    };
    if (variants.length > 1) form.append(labelled("variant", "Variant", this.variants));
    form.append(labelled("story", "Story", this.stories), labelled("layer", "Layer", this.layers), labelled("pair", "Network or neuron", this.pairs));
    this.shown.setAttribute("aria-live", "polite");
    place.append(form, this.shown);
  }

  /** Puts what the lists say into the address, which then shows it; what was chosen stays where another story or layer has it. */
  private go(changed: string): void {
    if (!this.chosen) return;
    const { story, pair, layer, from } = this.chosen;
    const words = this.address({ story, pair, layer: changed === "layer" ? this.layers.value : layer, from });
    if (changed === "variant" || changed === "story") {
      words.set("story", this.stories.value);
      if (this.variants.options.length > 1) words.set("variant", this.variants.value);
    } else {
      const of = story.pairs.filter((one) => isOfLayer(story, one, this.layers.value));
      const next = changed === "pair" ? story.pairs[Number(this.pairs.value)] : of.includes(pair) ? pair : of[0];
      if (next) {
        words.delete("network");
        words.delete("neuron");
        location.hash = String(new URLSearchParams([...Object.entries(nameOf(story, next)), ...words]));
        return;
      }
    }
    location.hash = String(words);
  }

  private address({ story, pair, layer, from }: Choice): URLSearchParams {
    return new URLSearchParams({
      ...nameOf(story, pair), story: story.story,
      ...(this.variants.options.length > 1 && { variant: story.variant }),
      ...(layer !== "" && { layer }), ...(from !== kThreshold && { from: String(from) }),
    });
  }

  /** What the address asks for, as near as there is; a story is unpacked when it is chosen, and only one is kept. */
  private async choice(words: URLSearchParams | null): Promise<Choice | null> {
    const network = words?.get("network"), neuron = words?.get("neuron"), name = words?.get("story");
    const variant = words?.get("variant") ?? this.explore.stories[0]?.variant;
    const own = this.explore.stories.filter((one) => one.variant === variant);
    const packed = own.find((one) => one.story === name) ?? (neuron != null ? own.find((one) => one.neurons.includes(neuron)) : undefined) ?? own[0] ?? this.explore.stories[0];
    if (!packed) return null;
    const story = this.chosen && packed.variant === this.chosen.story.variant && packed.story === this.chosen.story.story ? this.chosen.story : await load(packed);
    const layer = words?.get("layer") ?? "", from = Number(words?.get("from") ?? kThreshold);
    const fits = (pair: ExploredPair): boolean =>
      neuron != null ? story.neurons[pair[2]] === neuron
        : network == null || String(pair[1] + 1) === network || this.explore.networks[pair[1]]?.name === network;
    // Of its own test where there is one.
    const pair = story.pairs.find((one) => fits(one) && one[0] === (neuron != null ? "neuron" : "network")) ?? story.pairs.find(fits);
    return pair ? { story, pair, layer: story.neurons.some((one) => layerOf(one) === layer) ? layer : "", from: from >= kThreshold && from <= 1 ? from : kThreshold } : null;
  }

  /** Makes the lists say what is chosen. */
  private fill({ story, pair, layer }: Choice): void {
    this.variants.value = story.variant;
    this.stories.replaceChildren(...this.explore.stories.filter(({ variant }) => variant === story.variant).map((one) => new Option(one.title, one.story)));
    this.stories.value = story.story;
    const layers = [...new Set(story.neurons.map(layerOf))].filter((one) => one !== "").sort((a, b) => Number(a) - Number(b));
    this.layers.replaceChildren(new Option("all", ""), ...layers.map((one) => new Option(one, one)));
    this.layers.value = layer;
    const listed = story.pairs.flatMap((one, i) => (one === pair || isOfLayer(story, one, layer) ? [new Option(titleOf(this.explore, story, one), String(i))] : []));
    this.pairs.replaceChildren(...listed);
    this.pairs.value = String(story.pairs.indexOf(pair));
  }

  /** Shows what the address asks for. */
  async show(hash: string): Promise<void> {
    const turn = ++this.drawn;
    const choice = await this.choice(asked(hash));
    if (turn !== this.drawn) return;
    if (!choice) {
      this.shown.replaceChildren(element("p", "notice", "This page has no course of that one: `anbn pairs` finds any neuron and network."));
      return;
    }
    this.chosen = choice;
    this.fill(choice);
    const { story, pair } = choice;
    const columns = element("div", "columns");
    columns.append(await this.map(choice), this.facts(story, pair));
    if (turn !== this.drawn) return;
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

  private async map(choice: Choice): Promise<HTMLElement> {
    const place = element("div", "brain");
    const j = choice.pair[1], network = this.explore.networks[j], { brain } = this.data;
    if (brain && network?.peak && brain.maps[String(j + 1)])
      await drawBrain(brain, { id: "explored", network: j + 1, peak: network.peak, axial: network.axial ?? [] }, place, choice.from, (from) => {
        choice.from = from;
        history.replaceState(null, "", `#${String(this.address(choice))}`); // moving a slider is no step to go back to
      });
    else place.append(element("p", "note", "This page has no map of this network."));
    if (network?.sign === -1) place.append(element("p", "note", "Map and course of the network are shown with the opposite sign: its larger part is negative."));
    return place;
  }

  private facts(story: Story, pair: ExploredPair): HTMLElement {
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
function titleOf(explore: ExploreData, story: Story, pair: ExploredPair): string {
  const network = explore.networks[pair[1]]?.name ?? "", neuron = story.neurons[pair[2]] ?? "";
  const both = pair[0] === "network" ? `${network} \u00b7 ${neuron}` : `${neuron} \u00b7 ${network}`;
  const family = pair[11];
  return `${both} \u00b7 r ${number(pair[7], 2)}${family !== null && family <= 0.05 ? ", named" : ""}${pair[3] ? ` (${pair[3]})` : ""}`;
}

/** How an address calls a pair. */
const nameOf = (story: Story, pair: ExploredPair): Record<string, string> =>
  pair[0] === "network" ? { network: String(pair[1] + 1) } : { neuron: story.neurons[pair[2]] ?? "" };

const isOfLayer = (story: Story, pair: ExploredPair, layer: string): boolean => layer === "" || layerOf(story.neurons[pair[2]]) === layer;

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
    const story = stories.find((one) => own === `session.${one.variant}.${one.story}`);
    const words = new URLSearchParams({
      ...(network === undefined ? { neuron: text } : { network }), ...(story && { story: story.story }),
      ...(story && story.variant !== stories[0]!.variant && { variant: story.variant }),
    });
    const link = element("a");
    link.href = `#${String(words)}`;
    link.append(...cell.childNodes);
    cell.append(link);
  }
}

/** The courses of a pair as a figure. */
function courseFigure(explore: ExploreData, story: Story, pair: ExploredPair): Figure {
  const network = courseOf(story, "network", pair[1]), neuron = courseOf(story, "neuron", pair[2]);
  return {
    id: "explored", kind: "network_course", title: titleOf(explore, story, pair), references: [],
    xTitle: "time from the first volume used [s]", yTitle: "standard deviations",
    columns: ["time_s", "network", "neuron"].flatMap((name, i) => (i === 0 ? ["series", name] : [name])),
    rows: network.map((value, t) => ["observed", Math.round(t * story.tr_s * 1e4) / 1e4, value, neuron[t] ?? null]),
  };
}

/** Words whose response a moment holds, and a line at that moment; by pointer or by arrow keys. */
function followCursor(place: HTMLElement, story: Story, words: HTMLElement, timeAt: (x: number) => number, xOf: (time: number) => number): void {
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
