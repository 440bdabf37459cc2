"""What is written, and the fixtures that stand for sound input, are what the exchange standards ask for.

See ``tests/schemas/README.md`` for what the schemas are; every article is invented.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newstagger import TaggedArticle
from newstagger._writers import write
from tests.conftest import EXAMPLES, ROOT
from tests.readers.test_fields import NINJS_1, NINJS_2
from tests.readers.test_xml import ATOM, NITF, PICTURE, PLAIN, RSS, XHTML, message, news_item
from tests.writers.test_database import HOSTILE
from tests.writers.test_exchange import CODED
from tests.writers.test_writers import OTHER, TAGS

etree = pytest.importorskip("lxml.etree", reason="the extra xml is not installed")
SCHEMAS = ROOT / "tests" / "schemas"
BARE = TaggedArticle(id="", text="")
WRITTEN = [CODED, TAGS, OTHER, HOSTILE, BARE]
NAR = "{http://iptc.org/std/nar/2006-10-01/}"


def faults(schema: str, document: bytes) -> list[str]:
    """What a RELAX NG schema finds wrong."""
    pytest.importorskip("rnc2rng", reason="the extra dev is not installed")
    checker = etree.RelaxNG.from_rnc_string((SCHEMAS / schema).read_text("utf-8"))
    parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False)
    checker.validate(etree.fromstring(document, parser))
    return [f"line {error.line}: {error.message}" for error in checker.error_log]


def newsml(path: Path) -> bytes:
    write([article.to_json() for article in WRITTEN], path / "o.newsml.xml")
    return (path / "o.newsml.xml").read_bytes()


SOUND = {
    "RSS": ("rss.rnc", RSS.replace("Paul&nbsp;", "Paul ").replace("pluie&nbsp;", "pluie ").encode()),
    "the RSS example": ("rss.rnc", (EXAMPLES / "flux.xml").read_bytes()),
    "Atom": ("atom.rnc", ATOM.encode()),
    "NITF": ("nitf.rnc", NITF.replace("&agrave;", "à").encode()),
    "NewsML-G2 with XHTML": ("newsml-g2.rnc", news_item("urn:newsml:av:1", XHTML).encode()),
    "NewsML-G2 with plain text": ("newsml-g2.rnc", news_item("urn:newsml:av:1", PLAIN).encode()),
    "a message of NewsML-G2": (
        "newsml-g2.rnc",
        message(news_item("urn:a", XHTML), news_item("urn:b", PICTURE)).encode(),
    ),
    "the NewsML-G2 example": ("newsml-g2.rnc", (EXAMPLES / "agence.xml").read_bytes()),
}


@pytest.mark.parametrize(("schema", "document"), SOUND.values(), ids=SOUND)
def test_fixtures_are_sound(schema: str, document: bytes):
    assert faults(schema, document) == []


def test_newsml_is_sound_whatever_the_article_holds(tmp_path: Path):
    assert faults("newsml-g2.rnc", newsml(tmp_path)) == []


BROKEN = {
    "no catalogue": ("newsml-g2.rnc", b'<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"/>', b""),
    "a name for nothing": ("newsml-g2.rnc", b"name", b"nom"),
    "a day for a moment": ("newsml-g2.rnc", b"<sent>2022-10-12T07:15:00+02:00</sent>", b"<sent>2022-10-12</sent>"),
    "a confidence in words": ("newsml-g2.rnc", b'<subject type="cpnat:person"', b'<subject confidence="high" type="cpnat:person"'),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "good", "bad"), BROKEN.values(), ids=BROKEN)
def test_the_schema_sees(schema: str, good: bytes, bad: bytes):
    document = message(news_item("urn:a", XHTML)).encode()
    assert faults(schema, document) == []
    broken = document.replace(good, bad)
    assert broken != document
    assert faults(schema, broken)


# --- NewsML-G2 by the IPTC's own lists of elements and attributes


def strangers(element: Any, known: Any) -> list[str]:
    """Elements and attributes that the IPTC's package does not have there, and what may stand there once only."""
    # Without regard to case: the package's class of contentMeta misspells altId and exclAudience.
    defined = {entry["xml_name"].lower(): entry for _, entry in known.get_element_definitions()}
    attributes = {entry["xml_name"] for entry in known.get_attribute_definitions().values()}
    place = etree.QName(element).localname
    found = [f"{place}/@{name}" for name in element.attrib if name not in attributes]
    for child in element.iterchildren(f"{NAR}*"):
        name = etree.QName(child).localname.lower()
        if name not in defined:
            found.append(f"{place}/{name}")
            continue
        if defined[name]["type"] != "array" and len(element.findall(child.tag)) > 1:
            found.append(f"{place}/{name} twice")
        found += strangers(child, known.get_element_class(defined[name]["element_class"])(xmlelement=child))
    return found


CHECKED = ["written", "example", "fixture"]


@pytest.mark.parametrize("which", CHECKED)
def test_the_iptc_knows_every_element_and_attribute(tmp_path: Path, which: str):
    package = pytest.importorskip("NewsMLG2", reason="the extra dev is not installed")
    fixture = message(news_item("urn:a", XHTML), news_item("urn:b", PLAIN)).encode()
    document = {"written": newsml(tmp_path), "example": (EXAMPLES / "agence.xml").read_bytes(), "fixture": fixture}[
        which
    ]
    for item in etree.fromstring(document).iter(f"{NAR}newsItem"):
        known = package.NewsMLG2Document(etree.tostring(item)).get_item()
        assert type(known).__name__ == "NewsItem"
        assert strangers(item, known) == []


def test_the_catalogue_that_is_named_has_every_alias(tmp_path: Path):
    package = pytest.importorskip("NewsMLG2", reason="the extra dev is not installed")
    root = etree.fromstring(newsml(tmp_path))
    (address,) = {ref.get("href") for ref in root.iter(f"{NAR}catalogRef")}
    catalogue = etree.parse(Path(package.__file__).parent / "catalogs" / address.rpartition("/")[2])
    aliases = {scheme.get("alias") for scheme in catalogue.iter("{*}scheme")}
    values = [element.get(name) for element in root.iter() for name in ("qcode", "type") if element.get(name)]
    assert values
    assert {value.partition(":")[0] for value in values} <= aliases


# --- ninjs


def refused(schema: str, record: dict[str, Any]) -> list[str]:
    jsonschema = pytest.importorskip("jsonschema", reason="the extra dev is not installed")
    checker = jsonschema.Draft202012Validator(json.loads((SCHEMAS / schema).read_text("utf-8")))
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(record)]


def test_ninjs_is_sound_whatever_the_article_holds(tmp_path: Path):
    write([article.to_json() for article in WRITTEN], tmp_path / "o.ninjs.jsonl")
    for line in (tmp_path / "o.ninjs.jsonl").read_text("utf-8").splitlines():
        assert refused("ninjs-2.json", json.loads(line)) == []


@pytest.mark.parametrize(("schema", "record"), [("ninjs-1.json", NINJS_1), ("ninjs-2.json", NINJS_2)], ids=["1", "2"])
def test_ninjs_fixtures_are_sound(schema: str, record: dict[str, Any]):
    assert refused(schema, record) == []
    assert refused(schema, {**record, "titre": "x"})
    assert refused(schema, {name: value for name, value in record.items() if name != "uri"})
