"""Names that editors found to be one, or two. Every text is invented."""

from __future__ import annotations

from pathlib import Path

from newstagger import Tagger
from newstagger._model.directory import load
from newstagger._names import NameRules
from newstagger._names.grouping import default_aliases, group_organisations, name_key
from newstagger.tags import Mention

TEXT = (
    "Le Stade brestois a recruté Awa Diop. Mardi, le SBFC a gagné à Brest. Le SBFC, que dirige Fatou Kane, jouera à Nantes. "
    "Fatou Kane ne dit rien du Stade brestois."
)


def test_the_fullest_name_stands_for_all_that_are_one():
    pairs = {"LBV\tLigue bretonne": "one", "LBV\tLigue bretonne de voile": "one", "Brest\tLBV": "two"}
    rules = NameRules.of({}, pairs=pairs)
    assert set(rules.same.values()) == {"ligue bretonne de voile"}
    assert rules.aliases["lbv"] == "Ligue bretonne de voile"


def test_an_editor_s_pairs_win_over_the_table_whose_canonical_names_stay():
    name, full = next((name, full) for name, full in default_aliases().items() if name != name_key(full))
    assert name not in NameRules.of(pairs={f"{name}\t{full}": "two"}).aliases
    assert NameRules.of(pairs={f"{name}\tLBV": "one"}).aliases["lbv"] == full


def test_a_model_keeps_what_editors_merged(tagger: Tagger, tmp_path: Path):
    assert len(tagger.tag(TEXT).people) == 2
    model = load()
    model.pairs = {"Awa Diop\tFatou Kane": "one", "SBFC\tStade brestois": "one"}
    model.save(tmp_path / "m")
    after = Tagger.load(tmp_path / "m").tag(TEXT)
    assert [(p.name, p.aliases) for p in after.people] == [("Fatou Kane", ["Awa Diop"])]
    mentions = [Mention(start=0, end=1, text=text) for text in ("SBFC", "Stade brestois", "SBFC")]
    found = group_organisations(mentions, aliases=Tagger.load(tmp_path / "m").names.aliases)
    assert [(o.name, o.aliases) for o in found] == [("Stade brestois", ["SBFC"])]
