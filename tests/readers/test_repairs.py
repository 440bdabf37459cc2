"""XML as it is in the world. Every text is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger.readers.xml import repairs
from newstagger.readers.xml.repairs import Repairer


def mend(data: bytes, size: int = 65_536, encoding: str | None = None) -> tuple[str, list[str]]:
    repairer = Repairer(encoding)
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    text = b"".join(repairer.repair(chunks)).decode()
    return text, list(repairer.faults)


@pytest.mark.parametrize(
    ("text", "wanted", "faults"),
    [
        ('\n <?xml version="1.0"?>\n<a/>', "\n\n<a/>", [repairs.BLANK]),
        ('<?xml version="1.0"?><a/>', "<a/>", []),
        ("<a>R & B</a>", "<a>R &amp; B</a>", [repairs.AMPERSAND]),
        ('<a b="x?a=1&b=2"/>', '<a b="x?a=1&amp;b=2"/>', [repairs.AMPERSAND]),
        ("<a>&amp; &lt; &#233; &eacute;&nbsp;&Eacute;</a>", "<a>&amp; &lt; é é\xa0É</a>", []),
        ("<a>&inconnu; &;</a>", "<a>&amp;inconnu; &amp;;</a>", [repairs.AMPERSAND]),
        ("<a>l&#146;eau &#x26; &#60;</a>", "<a>l’eau &amp; &lt;</a>", []),
        ("<a>a < b, <3</a>", "<a>a &lt; b, &lt;3</a>", [repairs.AMPERSAND]),
        ("<a>si a <b et c</a>", "<a>si a &lt;b et c</a>", [repairs.AMPERSAND]),
        ("<a>a <b c='d>e'/> <f\n>g</f></a>", "<a>a <b c='d>e'/> <f\n>g</f></a>", []),
        ("<a><![CDATA[R & B < C &eacute;]]>&</a>", "<a><![CDATA[R & B < C &eacute;]]>&amp;</a>", [repairs.AMPERSAND]),
        ("<a><!-- R & B -->x</a>", "<a><!-- R & B -->x</a>", []),
        ("<a>cr\x0bue &#11;&#0;</a>", "<a>crue </a>", [repairs.CONTROL]),
        ("<a>x &", "<a>x &amp;", [repairs.AMPERSAND]),
        ("<a>x <", "<a>x &lt;", [repairs.AMPERSAND]),
        ("<a><![CDATA[x", "<a><![CDATA[x", []),
    ],
)
def test_faults_are_put_right_and_named(text: str, wanted: str, faults: list[str]):
    for size in (1, 2, 3, 7, 65_536):
        found, named = mend(text.encode(), size)
        assert found.replace("&quot;", '"') == wanted
        assert sorted(named) == sorted(faults)


@given(st.text(st.sampled_from("<>&;![]CDATA-x é\n\x0b#3")), st.integers(1, 12))
def test_where_a_chunk_ends_makes_no_difference(text: str, size: int):
    assert mend(text.encode(), size) == mend(text.encode())


SAID = '<?xml version="1.0" encoding="{}"?><a>L’été, 3 € – œuvre</a>'


@pytest.mark.parametrize(
    ("said", "bytes_in", "fault"),
    [
        ("UTF-8", "utf-8", False), ("UTF-8", "cp1252", True), ("ISO-8859-1", "cp1252", False), ("windows-1252", "cp1252", False),
        ("ISO-8859-15", "iso8859-15", False), ("utf-8", "utf-16", False), ("utf-16", "utf-16", False), ("utf-16", "utf-8", False),
        ("nichts", "utf-8", False), ("hex", "utf-8", False), ("macintosh", "mac-roman", False),
    ],
)  # fmt: skip
def test_encodings_are_read_as_browsers_read_them(said: str, bytes_in: str, fault: bool):
    text = SAID.format(said) if bytes_in != "iso8859-15" else SAID.format(said).replace("’", "'").replace("–", "-")
    for size in (1, 5, 65_536):
        found, named = mend(text.encode(bytes_in), size)
        assert found == text.partition("?>")[2]
        assert (repairs.LATIN in named) is fault


def test_the_encoding_that_the_user_gives_is_used():
    assert mend(SAID.format("utf-8").encode("cp1252"), encoding="cp1252") == ("<a>L’été, 3 € – œuvre</a>", [])


@pytest.mark.parametrize(
    "piece", ["&", "<", "<![CDATA[", "]]>", "<!--", "&#", "&eacute", " \x00", "\xff", "<?xml ", "é<a ", "<a", "<!"]
)
def test_long_runs_of_faults_are_mended(piece: str):
    """In quadratic time this would not end."""
    mend((piece * 200_000).encode())


@pytest.mark.parametrize("size", [7, 50, 300])
def test_a_sign_whose_tag_would_end_in_a_later_chunk_is_repaired(size: int):
    text = "<a>si a <b " + "et c " * 100 + "<d>e</d></a>"
    assert mend(text.encode(), size) == (text.replace("<b", "&lt;b"), [repairs.AMPERSAND])


@pytest.mark.parametrize("size", [1, 7, 65_536])
@pytest.mark.parametrize("declared", ["ISO-8859-1", "windows-1252", "ISO-8859-15"])
def test_utf8_that_is_declared_as_something_else(declared: str, size: int):
    text = f"<a>{'Il pleut. ' * 200}La préfète est là.</a>"
    start = f'<?xml version="1.0" encoding="{declared}"?>'
    short = "<a>La préfète est là.</a>"
    assert mend((start + short).encode(), size) == (short, [repairs.NOT_DECLARED])
    assert mend((start + short).encode(declared), size) == (short, [])
    assert mend((start + text).encode(declared), size) == (text, [])
