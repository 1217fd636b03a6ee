# SPDX-License-Identifier: Apache-2.0
"""Tables and pictures of docs/calibration.md from the rates that calibration.py counted."""
import dataclasses
import html
import math
import pathlib

import calibration_real
from calibration_cases import ISC, SERIES, Case, ceiling

FAMILY = 1000  # draws from which on a row tells of families of corrected p values
NULLS = ("shuffle", "shuffle-before-hrf", "circular-shift", "phase")


@dataclasses.dataclass(frozen=True)
class Row:
    """One test in one case: how many draws, how many analyses, and the rates."""
    case: Case
    null: str
    cutoff_s: int
    permutations: int
    analyses: int
    rates: dict[str, float]


def write_tsv(rows: list[Row], path: pathlib.Path, keep: bool) -> None:
    """`keep`: the lines of the file without a number as `spread` stay, before the new ones; columns that they have not are n/a."""
    columns = list(rows[0].rates)
    header = ["series", "volumes", "neurons", "networks", "listeners", "r", "r_in_the_mean", "null", "cutoff_s", "permutations", "analyses", *columns, "spread"]
    lines = ["\t".join(header)]
    if keep:
        names, *kept = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
        cells = [dict(zip(names, line)) for line in kept]
        lines += ["\t".join(cell.get(name, "n/a") for name in header) for cell in cells if cell.get("spread", "n/a") == "n/a"]
    for row in rows:
        case = row.case
        planted = [str(case.listeners), f"{case.r:.1f}", f"{case.r * ceiling(case.listeners):.3f}"] if case.listeners else ["n/a"] * 3
        lines.append("\t".join([case.series, str(case.volumes), str(case.neurons), str(case.networks), *planted, row.null, str(row.cutoff_s), str(row.permutations), str(row.analyses),
                                *(f"{row.rates[c]:.4f}" for c in columns), "n/a" if case.spread is None else f"{case.spread:.2f}"]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def share(value: float, bold: bool = False) -> str:
    text = f"{value:.3f}"
    return f"**{text}**" if bold else text


def noise_tables(rows: list[Row]) -> dict[str, str]:
    found = {(row.case.series, row.null, row.cutoff_s): row.rates for row in rows if not row.case.listeners and not row.case.large and row.permutations < FAMILY}
    every, named = [], []
    families = {row.case.series: share(row.rates["max_family"], True) for row in rows if row.permutations >= FAMILY}
    large = {(row.case.series, row.null): row.rates for row in rows if row.case.large}

    def verdicts(name: str, paper: dict, calibrated: dict) -> list[str]:
        return [name, share(paper["pair"]), share(paper["pair_neurons_found"]), *(share(calibrated[s], True) for s in ("max", "network_max", "global")), families.get(name, "n/a")]

    for series in SERIES:
        for null in NULLS:
            without, given = found[series, null, 0], found[series, null, 128]
            every.append([series, f"`{null}`"] + [share(rates[s], null == "phase" and rates is given and s != "pair")
                                                  for s in ("pair", "max", "global") for rates in (without, given)])
        named.append(verdicts(series, found[series, "shuffle", 0], found[series, "phase", 128]))
    for series in dict.fromkeys(key[0] for key in large):
        named.append(verdicts(f"{series}, 256 neurons, 100 networks, 282 volumes", large[series, "shuffle"], large[series, "phase"]))
    header = ["series", "null model", "pair", "pair, cosines", "max", "max, cosines", "global", "global, cosines"]
    short = ["series", "paper's test: p <= 0.05", "paper's test: neurons called at q <= 0.05", "calibrated: a neuron (`max`)", "calibrated: a network (`max`)",
             "calibrated: anything (`global`)",
             "calibrated: some neuron at q <= 0.05"]
    return {"noise": table(header, every), "verdicts": table(short, named)}


def power_tables(rows: list[Row]) -> dict[str, str]:
    found = {(row.case.volumes, row.case.listeners, row.case.r, row.null, row.cutoff_s): row.rates for row in rows if row.case.listeners}
    listeners = sorted({key[1] for key in found if key[0] == 300})
    planted = sorted({key[2] for key in found})
    by_listeners = []
    for count in listeners:
        for r in planted:
            get = lambda null, cutoff: found[300, count, r, null, cutoff]
            best = get("phase", 128)
            by_listeners.append([str(count), f"{r:.1f}", f"{r * ceiling(count):.2f}", share(get("shuffle", 0)["pair"]), share(get("circular-shift", 128)["max"]),
                                 share(best["max"], True), share(best["max_right"], True), share(best["fwe"], True), share(best["global"], True)])
    header = ["listeners", "r", "r in the mean", "`shuffle` + `pair`", "`circular-shift` + `max`", "`phase` + `max`", "with the right network", "`phase` + `max` over all pairs",
              "`phase` + `global`"]
    lengths = sorted({key[0] for key in found})
    by_volumes = [[f"{r:.1f}"] + [share(found[volumes, 36, r, "phase", 128][s], True) for s in ("max", "fwe", "global") for volumes in lengths] for r in planted]
    names = {"max": "a neuron", "fwe": "a neuron, over all pairs", "global": "anything"}
    return {"power": table(header, by_listeners),
            "volumes": table(["r"] + [f"{names[s]}, {volumes}" for s in names for volumes in lengths], by_volumes)}


def omnibus_tables(rows: list[Row]) -> dict[str, str]:
    """The test over all pairs together beside its four figures, on noise and on what was planted."""
    shown = ("omnibus", "global", "mean_neurons", "mean_networks", "mean_r2", "layers")
    header = ["neurons x networks x volumes", "analyses", "**any coupling** (min-p)", "largest pair", "mean largest of neurons", "of networks", "mean r^2", "by layer (min-p)"]
    noise, planted = [], []
    for row in rows:
        case = row.case
        cells = [f"{case.neurons} x {case.networks} x {case.volumes}", str(row.analyses)] + [share(row.rates[s], s == "omnibus") for s in shown]
        if case.listeners:
            planted.append([f"one pair, r = {case.r * ceiling(case.listeners):.2f}", *cells])
        elif case.spread:
            planted.append([f"{100 * case.spread:.0f} % of every network a mixture of all neurons", *cells])
        else:
            noise.append([case.series, *cells])
    return {"omnibus": table(["series", *header], noise), "spread": table(["planted", *header], planted)}


def real_table(real: list[dict]) -> dict[str, str]:
    """A line a group and test: means over its analyses, and how many of them the global test calls."""
    groups = {}
    for one in real:
        groups.setdefault((one["group"], one["null"], one["nuisance"]), []).append(one["rates"])
    lines = []
    shown = (("shuffle", 0), ("shuffle-before-hrf", 0), ("circular-shift", 128), ("circular-shift", "standard"), ("phase", 0), ("phase", 128), ("phase", "standard"))
    words = {0: "", 128: ", cosines", "standard": ", standard set"}
    for group in ("ten other stories", "all twelve, networks reversed", "Pie Man told again", "Pie Man itself"):
        for null, nuisance in shown if "again" not in group else shown[-2:]:
            rates = groups[group, null, nuisance]
            mean = lambda name: sum(r[name] for r in rates) / len(rates)
            called = {p: sum(r[p] <= calibration_real.LEVEL for r in rates) for p in ("omnibus_p", "global_p")}
            bold = (null, nuisance) == ("phase", "standard")
            lines.append([group, f"`{null}`" + words[nuisance], share(mean("pair")), share(mean("max"), bold), share(mean("network_max"), bold),
                          *(f"{count} of {len(rates)}" for count in called.values()), f"{mean('null_95'):.2f}"])
    header = ["words", "null model", "neurons called, `pair`", "neurons called, `max`", "networks called, `max`", "analyses called, `any`", "analyses called, `global`", "noise's largest r, 95th percentile"]
    return {"real": table(header, lines)}


def fill(page: pathlib.Path, tables: dict[str, str]) -> None:
    """Puts each table between its marks in the page."""
    text = page.read_text(encoding="utf-8")
    for name, content in tables.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        head, rest = text.split(begin, 1)
        text = head + begin + content + "\n" + end + rest.split(end, 1)[1]
    page.write_text(text, encoding="utf-8")


# Pictures ---------------------------------------------------------------------------------------------------------------------------------

COLOURS = {"pair": "#8a8a8a", "max": "#0072b2", "global": "#d55e00", "fwe": "#009e73"}


class Picture:
    """A small SVG on white."""

    def __init__(self, width: int, height: int, says: str):
        self.parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
                      f'font-family="sans-serif" font-size="12" fill="#222" role="img"><title>{html.escape(says)}</title>',
                      f'<rect width="{width}" height="{height}" fill="#fff"/>']

    def text(self, x: float, y: float, words: str, anchor: str = "start", more: str = "") -> None:
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{html.escape(words)}</text>')

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = "#ccc", more: str = "") -> None:
        self.parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{more}/>')

    def dot(self, x: float, y: float, colour: str, filled: bool) -> None:
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" stroke="{colour}" stroke-width="1.5" fill="{colour if filled else "#fff"}"/>')

    def path(self, points: list[tuple[float, float]], colour: str, more: str = "") -> None:
        self.parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2"{more} points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>')

    def write(self, path: pathlib.Path) -> None:
        path.write_text("\n".join(self.parts + ["</svg>"]) + "\n", encoding="utf-8")


def legend(picture: Picture, x: float, y: float, entries) -> None:
    for words, colour, filled in entries:
        picture.dot(x, y - 4, colour, filled)
        picture.text(x + 9, y, words)
        x += 30 + 7 * len(words)


def draw_noise(rows: list[Row], path: pathlib.Path) -> None:
    """Rejection at 0.05 of each test, a panel a kind of series, on a logarithmic axis."""
    found = {(row.case.series, row.null, row.cutoff_s): row.rates for row in rows if not row.case.listeners and not row.case.large and row.permutations < FAMILY}
    picture = Picture(900, 470, "How often each test calls noise coupled at 0.05")
    legend(picture, 20, 24, [("pair", COLOURS["pair"], True), ("max (a neuron)", COLOURS["max"], True), ("global", COLOURS["global"], True),
                             ("hollow: without nuisance set", "#222", False), ("filled: given cosines (128 s)", "#222", True)])
    low, high, width, height = 0.01, 1.0, 210, 150
    for n, series in enumerate(SERIES):
        left, top = 150 + (n % 3) * 250, 62 + (n // 3) * 205
        at = lambda value: left + width * math.log(max(value, low) / low) / math.log(high / low)
        picture.text(left, top - 8, series, more=' font-weight="bold"')
        for value in (0.01, 0.05, 0.2, 1.0):
            picture.line(at(value), top, at(value), top + height, "#222" if value == 0.05 else "#ddd", ' stroke-dasharray="4 3"' if value == 0.05 else "")
            picture.text(at(value), top + height + 15, f"{value:g}", "middle")
        for m, null in enumerate(NULLS):
            y = top + 18 + m * 37
            if n % 3 == 0:
                picture.text(left - 10, y + 4, null, "end")
            for k, statistic in enumerate(("pair", "max", "global")):
                for cutoff in (0, 128):
                    picture.dot(at(found[series, null, cutoff][statistic]), y + (k - 1) * 9, COLOURS[statistic], cutoff > 0)
    picture.text(510, 462, "share of analyses of pure noise with p <= 0.05 (dashed: what is right; values below 0.01 stand at 0.01)", "middle")
    picture.write(path)


def draw_power(rows: list[Row], path: pathlib.Path) -> None:
    """Detection by the calibrated tests against the planted coupling, a panel a number of listeners."""
    found = {(row.case.listeners, row.case.r, row.null, row.cutoff_s): row.rates for row in rows if row.case.listeners and row.case.volumes == 300}
    listeners, planted = sorted({key[0] for key in found}), sorted({key[1] for key in found})
    picture = Picture(900, 310, "How often a planted coupling is found")
    legend(picture, 40, 24, [("phase + max", COLOURS["max"], True), ("phase + max over all pairs (FWE)", COLOURS["fwe"], True), ("phase + global", COLOURS["global"], True),
                             ("shuffle + pair (calls noise as well)", COLOURS["pair"], True)])
    width, height, top = 235, 190, 62
    for n, count in enumerate(listeners):
        left = 60 + n * 280
        point = lambda r, value: (left + width * r / 0.6, top + height * (1 - value))
        picture.text(left, top - 8, f"{count} listeners (a share of {ceiling(count):.2f} of r is left)", more=' font-weight="bold"')
        for value in (0, 0.25, 0.5, 0.75, 1):
            picture.line(*point(0, value), *point(0.6, value), "#ddd")
            if n == 0:
                picture.text(left - 6, point(0, value)[1] + 4, f"{value:g}", "end")
        for r in planted:
            picture.text(point(r, 0)[0], top + height + 16, f"{r:g}", "middle")
        for null, cutoff, statistic in (("shuffle", 0, "pair"), ("phase", 128, "max"), ("phase", 128, "fwe"), ("phase", 128, "global")):
            points = [point(r, found[count, r, null, cutoff][statistic]) for r in planted]
            picture.path(points, COLOURS[statistic], ' stroke-dasharray="5 4"' if statistic == "pair" else "")
            for x, y in points:
                picture.dot(x, y, COLOURS[statistic], True)
    picture.text(450, 300, f"planted r: correlation of a neuron with what a network does in all listeners alike (300 volumes; two listeners correlate at {ISC:g})", "middle")
    picture.write(path)
