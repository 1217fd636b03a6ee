# SPDX-License-Identifier: Apache-2.0
"""Draws docs/pictures/depth.svg: mean r^2 over noise of each layer, over all stories of a study, trained beside untrained.

    python3 tests/deep/depth_picture.py RESULTS [OUT.svg]     (RESULTS: of a study with the variants main and untrained, as tests/deep/lebel.py --keep leaves it)"""
import csv
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 560, 320, 62, 20, 130, 48
COLOURS = {"main": "#b0413e", "untrained": "#5b6b7b"}
NAMES = {"main": "pretrained", "untrained": "random weights"}


def ratios(folder: pathlib.Path) -> list:
    """(observed, low, high) over the mean of noise, a layer."""
    with open(folder / "omnibus.tsv", newline="") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t") if row["null_model"] == "phase" and row["figure"] == "mean_r2" and row["layer"] != "n/a"]
    return [tuple(float(row[name]) / float(row["noise"]) for name in ("observed", "low", "high")) for row in rows]


def main() -> int:
    results = pathlib.Path(sys.argv[1])
    out = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "docs/pictures/depth.svg"
    series = {variant: ratios(results / variant / "pooled") for variant in NAMES}
    stories = len(list(csv.DictReader(open(results / "main/pooled/stories.tsv"), delimiter="\t")))
    layers = len(series["main"])
    high = max(value for rows in series.values() for row in rows for value in row) * 1.03
    low = min(value for rows in series.values() for row in rows for value in row) * 0.99

    def x(layer: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (layer - 1) / max(1, layers - 1)

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low)

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13" role="img">',
             f"<title>Mean r squared over noise of each layer, {stories} stories together</title>", f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    band = [(x(i + 1), y(row[2])) for i, row in enumerate(series["main"])] + [(x(i + 1), y(row[1])) for i, row in reversed(list(enumerate(series["main"])))]
    parts.append('<polygon fill="#d9d9d9" points="' + " ".join(f"{a:.1f},{b:.1f}" for a, b in band) + '"/>')
    step = 0.1 if high - low < 1 else 0.5
    tick = step * int(low / step + 1)
    while tick < high:
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(tick):.1f}" y2="{y(tick):.1f}" stroke="#e4e4e4"/><text x="{LEFT - 8}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:.1f}</text>')
        tick += step
    for layer in range(1, layers + 1):
        parts.append(f'<text x="{x(layer):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{layer}</text>')
    for variant, rows in series.items():
        points = [(x(i + 1), y(row[0])) for i, row in enumerate(rows)]
        parts.append(f'<polyline fill="none" stroke="{COLOURS[variant]}" stroke-width="2" points="' + " ".join(f"{a:.1f},{b:.1f}" for a, b in points) + '"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{COLOURS[variant]}"/>' for a, b in points]
        parts.append(f'<text x="{points[-1][0] + 10:.1f}" y="{points[-1][1] + 4:.1f}" fill="{COLOURS[variant]}">{NAMES[variant]}</text>')
    last = series["main"][-1]
    parts.append(f'<text x="{x(layers) + 10:.1f}" y="{y((last[1] + last[2]) / 2) + 4:.1f}" fill="#777">noise, 95 %</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">layer</text>')
    parts.append(f'<text x="16" y="{(TOP + HEIGHT - BOTTOM) / 2:.0f}" text-anchor="middle" transform="rotate(-90 16 {(TOP + HEIGHT - BOTTOM) / 2:.0f})">mean r² over that of noise</text></svg>')
    out.write_text("\n".join(parts) + "\n")
    print(json.dumps({variant: [round(row[0], 3) for row in rows] for variant, rows in series.items()}), out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
