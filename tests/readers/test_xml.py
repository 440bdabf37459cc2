"""Feeds and what agencies deliver; every item is invented."""

from __future__ import annotations

import gzip
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from newstagger import Article, InputError, MissingExtraError, read
from newstagger.readers import Notes, ReadOptions, read_bytes

pytest.importorskip("lxml")

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Gazette de Valmont</title><link>https://gazette.example/</link><description>Les nouvelles de Valmont</description>
<item><title>Le pont Neuf rouvre</title><link>https://gazette.example/pont</link><guid isPermaLink="false">g-1</guid>
<pubDate>Wed, 12 Oct 2022 07:15:00 +0200</pubDate><dc:creator>Claire Vaudrin</dc:creator>
<category>Transports</category><category><![CDATA[Travaux]]></category>
<description>Deux ans de travaux.</description>
<content:encoded><![CDATA[<p>Le maire de Valmont, Paul&nbsp;Arnoult, a rouvert le pont.</p><p>Il a co&ucirc;té deux millions.</p>]]></content:encoded></item>
<item><title>L’été &amp; la pluie&nbsp;: un record</title><description>Il a plu &lt;b&gt;trente&lt;/b&gt; jours.</description></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:gazette.example,2022:0</id><title>Gazette de Valmont</title><updated>2022-10-13T07:15:00Z</updated>
<entry><id>tag:gazette.example,2022:1</id><title type="html">Le pont &lt;i&gt;Neuf&lt;/i&gt; rouvre</title>
<link rel="self" href="https://gazette.example/1.xml"/><link href="https://gazette.example/1"/>
<published>2022-10-12T07:15:00+02:00</published><updated>2022-10-13T07:15:00Z</updated><author><name>Claire Vaudrin</name></author>
<category term="transports" label="Transports"/><summary>Deux ans de travaux.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Le maire a rouvert
 le <em>pont</em>.</p><p>Il pleuvait.</p></div></content></entry></feed>"""

NITF = """<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE nitf SYSTEM "nitf-3-5.dtd">
<nitf><head><title>Pont</title><docdata><doc-id id-string="AV-7"/><date.issue norm="20221012T071500+0200"/>
<key-list><keyword key="Transports"/></key-list><doc.copyright holder="Agence Valmont"/></docdata></head>
<body><body.head><hedline><hl1>Le pont Neuf rouvre</hl1><hl2>Deux ans de travaux</hl2></hedline><byline>Par Claire Vaudrin</byline></body.head>
<body.content><media media-type="image"><media-reference mime-type="image/jpeg" source="pont.jpg"/><media-caption>Le pont, mardi.</media-caption></media><p>Le maire, <person>Paul Arnoult</person>, a rouvert le pont.</p>
<hl2>Un chantier long</hl2><p>Il pleuvait &agrave; Valmont.</p></body.content></body></nitf>"""


def news_item(guid: str, content: str, kind: str = "ninat:text", status: str = "stat:usable") -> str:
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="1" standard="NewsML-G2" standardversion="2.34" conformance="power" xml:lang="fr">
<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"/><itemMeta><itemClass qcode="{kind}"/><provider qcode="nprov:AV"><name>Agence Valmont</name></provider>
<versionCreated>2022-10-13T09:00:00+02:00</versionCreated><firstCreated>2022-10-12T07:15:00+02:00</firstCreated><pubStatus qcode="{status}"/></itemMeta>
<contentMeta><by>Par Claire Vaudrin</by><headline>Le pont Neuf rouvre</headline>
<subject type="cpnat:abstract" qcode="medtop:20000337"><name xml:lang="en">transport</name><name xml:lang="fr">Transports</name></subject>
<subject type="cpnat:person" literal="Paul Arnoult"><name>Paul Arnoult</name></subject><keyword>Travaux</keyword>
<description role="drol:summary">Deux ans de travaux.</description></contentMeta><contentSet>{content}</contentSet></newsItem>"""


XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Pont</title></head>
<body><p>Le maire a rouvert le pont.</p><p>Il pleuvait.</p></body></html></inlineXML>"""
PLAIN = '<inlineData contenttype="text/plain">Le maire a rouvert le pont.\n\nIl pleuvait.</inlineData>'
PICTURE = '<remoteContent href="pont.jpg" contenttype="image/jpeg"/>'


def message(*items: str) -> str:
    return f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2022-10-12T07:15:00+02:00</sent></header><itemSet>{"".join(items)}</itemSet></newsMessage>'


def articles(text: str, name: str = "a.xml") -> list[Article]:
    found = list(read_bytes(text.encode(), name))
    assert all(isinstance(item, Article) for item in found), found
    return [item for item in found if isinstance(item, Article)]


def problem(text: str | bytes) -> str:
    *_, error = read_bytes(text.encode() if isinstance(text, str) else text, "a.xml", max_chars=100_000)
    assert isinstance(error, InputError)
    return str(error)


def test_rss():
    pont, rain = articles(RSS, "a.rss")
    zone = timezone(timedelta(hours=2))
    assert pont == Article(
        "Deux ans de travaux.\n\nLe maire de Valmont, Paul\u00a0Arnoult, a rouvert le pont.\n\nIl a coûté deux millions.",
        id="g-1", title="Le pont Neuf rouvre", url="https://gazette.example/pont", author="Claire Vaudrin", source="Gazette de Valmont",
        published=datetime(2022, 10, 12, 7, 15, tzinfo=zone), declared_topics=["Transports", "Travaux"],
    )  # fmt: skip
    assert (rain.title, rain.text) == ("L’été & la pluie\u00a0: un record", "Il a plu trente jours.")
    assert rain.id == "a.rss:9"


def test_atom():
    (article,) = articles(ATOM, "a.atom")
    assert (article.title, article.text) == (
        "Le pont Neuf rouvre",
        "Deux ans de travaux.\n\nLe maire a rouvert le pont.\n\nIl pleuvait.",
    )
    assert (article.url, article.source, article.author) == (
        "https://gazette.example/1",
        "Gazette de Valmont",
        "Claire Vaudrin",
    )
    assert article.declared_topics == ["Transports"]
    assert str(article.published) == "2022-10-12 07:15:00+02:00"


def test_nitf():
    (article,) = articles(NITF)
    assert (
        article.text
        == "Deux ans de travaux\n\nLe maire, Paul Arnoult, a rouvert le pont.\n\nUn chantier long\n\nIl pleuvait à Valmont."
    )
    assert (article.id, article.title, article.author, article.source) == (
        "AV-7",
        "Le pont Neuf rouvre",
        "Claire Vaudrin",
        "Agence Valmont",
    )
    assert article.declared_topics == ["Transports"]
    assert str(article.published) == "2022-10-12 07:15:00+02:00"


@pytest.mark.parametrize("content", [XHTML, PLAIN, f"<inlineXML>{NITF[NITF.index('<nitf'):].replace('<hl2>Deux ans de travaux</hl2>', '')}</inlineXML>"], ids=["xhtml", "plain", "nitf"])  # fmt: skip
def test_newsml_g2(content: str):
    (article,) = articles(news_item("urn:newsml:av:1", content))
    assert (article.id, article.title) == ("urn:newsml:av:1", "Le pont Neuf rouvre")
    assert article.text.startswith("Deux ans de travaux.\n\nLe maire")
    assert "Il pleuvait" in article.text
    assert (article.author, article.source) == ("Claire Vaudrin", "Agence Valmont")
    assert article.declared_topics == ["Transports", "Travaux"]
    assert str(article.published) == "2022-10-12 07:15:00+02:00"


def test_a_message_of_several_items_gives_its_texts():
    items = [
        news_item("a", XHTML),
        news_item("b", PICTURE, "ninat:picture"),
        news_item("c", PLAIN),
        news_item("d", PLAIN, status="stat:canceled"),
    ]
    assert [article.id for article in articles(message(*items))] == ["a", "c"]


def test_a_feed_may_be_packed_and_is_known_by_its_root(tmp_path: Path):
    (tmp_path / "flux.xml.gz").write_bytes(gzip.compress(RSS.encode()))
    assert len(list(read(tmp_path / "flux.xml.gz"))) == 2
    latin = RSS.replace("UTF-8", "ISO-8859-1").replace("’", "'").encode("latin-1")
    assert [item.title for item in read_bytes(latin, "a.xml") if isinstance(item, Article)][
        1
    ] == "L'été & la pluie\u00a0: un record"


def test_items_are_read_one_by_one():
    class Counted:
        read_bytes = 0

        def read(self, size: int) -> bytes:
            self.read_bytes += size
            return head if self.read_bytes == size else item * 400

    from newstagger.readers.options import ReadOptions
    from newstagger.readers.xml import read_xml

    head, item = (
        b"<rss><channel>",
        b"<item><title>Il pleut</title><description>Il pleut sur Valmont.</description></item>",
    )
    opened = Counted()
    found = read_xml(opened, "a.xml", ReadOptions())  # type: ignore[arg-type]
    for _ in range(5_000):  # of a feed without an end
        assert isinstance(next(found), Article)
    assert opened.read_bytes < 15 * 65_536


BOMB = (
    '<!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)
SECRET = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://hostile.example/x.dtd"> %x;]>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB + "<rss><channel><item><title>&j;</title></item></channel></rss>", "entit"),
        (SECRET + "<rss><channel><item><title>&x;</title></item></channel></rss>", "declares entities of its own"),
        (PARAMETER + "<rss><channel><item><title>Il pleut</title></item></channel></rss>", "declares entities of its own"),
        ("<rss><channel>" + "<a>" * 100_000, "not well-formed XML"),
        ("<rss><channel><item><title>" + "a" * 2_000_000, "has more than 900,000 bytes"),
        (" " * 2_000_000, "no root element|not well-formed XML"),
        ("<rss><channel><item><title>Il pleut</title></item><item>", "the articles before it were read"),
        ("<rss><channel><item><title>Il pleut</title></item><item></wrong></channel>", "not well-formed XML: .*line 1.*; the articles before it were read"),
        ("<rss><channel><title>A</title></channel></rss>", "contains no article"),
        ("<urlset><url/></urlset>", "root element urlset, which is read only for sitemaps of news"),
        ("<NewsML><NewsItem/></NewsML>", "neither a text nor a title"),
        ("", "is empty"),
    ],
)  # fmt: skip
def test_hostile_and_broken_xml_is_refused(text: str, message: str):
    import re

    assert re.search(message, problem(text)), problem(text)


def test_a_file_that_only_names_a_dtd_is_read_without_it():
    beside = '<!DOCTYPE rss PUBLIC "x" "rss.dtd" [<!ENTITY % x SYSTEM "../dtd/x.dtd"> %x;]>'
    (article,) = articles(beside + "<rss><channel><item><title>Il pleut</title></item></channel></rss>")
    assert article.title == "Il pleut"


def test_an_external_dtd_is_not_fetched(tmp_path: Path):
    (tmp_path / "a.dtd").write_text('<!ENTITY secret "Le secret">')
    text = f'<!DOCTYPE rss SYSTEM "{tmp_path}/a.dtd"><rss><channel><item><title>Il pleut &secret;</title></item></channel></rss>'
    found = list(read_bytes(text.encode(), "a.xml"))
    assert not any("Le secret" in str(getattr(item, "title", "")) for item in found)


def test_without_lxml_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "lxml", None)
    (error,) = read_bytes(RSS.encode(), "a.xml")
    assert isinstance(error, MissingExtraError)
    assert "pip install 'newstagger[xml]'" in str(error)


def test_dates_without_an_hour():
    (article,) = articles(NITF.replace("20221012T071500+0200", "20221012"))
    assert article.published == date(2022, 10, 12)


ITEM = "<item><title>Le pont {}</title><link>https://g.example/{}?a=1&amp;b=2</link><description>La préfète a fermé le pont.</description></item>"
GOOD_ITEM, LAST_ITEM = ITEM.format("fermé", 1), ITEM.format("rouvert", 2)


def feed_of(
    *items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"', spaces: str = ""
) -> bytes:
    return f"{head}{spaces}><channel><title>La Gazette</title>{''.join(items)}</channel></rss>".encode()


def told(data: bytes) -> tuple[list[Article], list[str], list[str]]:
    said: list[str] = []
    items = list(read_bytes(data, "a.xml", reading=ReadOptions(notes=Notes(said.append))))
    return (
        [one for one in items if isinstance(one, Article)],
        [str(one) for one in items if not isinstance(one, Article)],
        said,
    )


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\n" + feed_of(GOOD_ITEM, LAST_ITEM), "white space before the XML declaration"),
        (feed_of(GOOD_ITEM.replace("&amp;", "&"), LAST_ITEM), "not escaped"),
        (feed_of(GOOD_ITEM.replace("préfète", "pré\x0bfète"), LAST_ITEM), "control characters"),
        (feed_of(GOOD_ITEM, LAST_ITEM).decode().encode("cp1252"), "read as Windows-1252"),
    ],
)
def test_faults_that_real_feeds_have_cost_no_item(data: bytes, fault: str):
    articles, errors, said = told(data)
    assert [article.title for article in articles] == ["Le pont fermé", "Le pont rouvert"]
    assert [article.url for article in articles] == ["https://g.example/1?a=1&b=2", "https://g.example/2?a=1&b=2"]
    assert {article.text for article in articles} == {"La préfète a fermé le pont."}
    assert errors == []
    assert any("repaired" in one and fault in one for one in said)


def test_an_item_that_is_damaged_costs_no_other_and_is_named():
    broken = "<item><title>Le pont</titel><description>x</description></item>"
    articles, errors, _ = told(feed_of(GOOD_ITEM, broken, LAST_ITEM))
    assert [article.title for article in articles][::2] == ["Le pont fermé", "Le pont rouvert"]
    assert len(errors) == 1
    assert "not well-formed XML" in errors[0]


def test_a_file_of_nothing_but_faults_is_given_up():
    _, errors, _ = told(feed_of("</x>" * 5_000))
    assert "not well-formed XML" in errors[0]


SPACES = (
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:atom="http://www.w3.org/2005/Atom"'
)


@pytest.mark.parametrize("spaces", [SPACES, ""], ids=["declared", "not declared"])
def test_namespaces_are_heeded(spaces: str):
    item = (
        "<item><media:title>Une photo</media:title><media:description>Crédit : AFP</media:description><itunes:title>Un son</itunes:title>"
        "<media:group><title>Un film</title></media:group><title>Le pont</title><description>La préfète a fermé le pont.</description>"
        "<media:credit>Jean</media:credit><dc:creator>Salima Ferkous</dc:creator><dc:date>2024-03-05</dc:date><media:category>x</media:category>"
        "<category>Météo</category><excerpt:encoded>Court.</excerpt:encoded><content:encoded>La préfète a fermé le pont. Il pleut.</content:encoded></item>"
    )
    ((article,), errors, _) = told(feed_of(item, spaces=spaces))
    assert errors == []
    found = (
        article.title,
        article.text,
        article.author,
        str(article.published),
        article.declared_topics,
        article.source,
    )
    assert found == (
        "Le pont",
        "La préfète a fermé le pont. Il pleut.",
        "Salima Ferkous",
        "2024-03-05",
        ["Météo"],
        "La Gazette",
    )


def test_the_title_of_a_feed_is_not_that_of_its_picture():
    data = feed_of(GOOD_ITEM).replace(
        b"<channel>", b"<channel><image><title>Logo</title></image><media:title>x</media:title>"
    )
    ((article,), _, _) = told(data)
    assert article.source == "La Gazette"


def test_a_feed_whose_utf_8_was_decoded_twice_is_put_right():
    twice = GOOD_ITEM.replace("préfète", "préfète décédée à l'hôpital").encode().decode("cp1252", "ignore")
    ((article,), _, _) = told(feed_of(twice))
    assert (article.title, article.text) == ("Le pont fermé", "La préfète décédée à l'hôpital a fermé le pont.")


def test_a_wordpress_export_gives_its_published_posts():
    def entry(title: str, kind: str, status: str, text: str = "La préfète.") -> str:
        return (
            f"<item><title>{title}</title><content:encoded><![CDATA[{text}]]></content:encoded><wp:post_date>2024-03-05 10:00:00</wp:post_date>"
            f"<wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status></item>"
        )

    text = (
        '<!-- wp:paragraph --><p>[dropcap]L[/dropcap]a préfète [sic] a fermé le pont [1].</p>[caption id="x"]<img src="a.jpg"/> Le pont[/caption]'
        '[gallery ids="1,2"] [embed]https://v.example/x[/embed][vc_row el_class="x"]<p>Il pleut.</p>[/vc_row]'
    )
    kinds = [
        ("Brouillon", "post", "draft"),
        ("x.jpg", "attachment", "inherit"),
        ("Mentions", "page", "publish"),
        ("Menu", "nav_menu_item", "publish"),
        ("Corbeille", "post", "trash"),
    ]
    articles, errors, said = told(
        feed_of(
            entry("Le pont", "post", "publish", text),
            *(entry(*one) for one in kinds),
            entry("Brève", "breve", "publish"),
            spaces=SPACES,
        )
    )
    assert errors == []
    assert [article.title for article in articles] == ["Le pont", "Brève"]
    assert articles[0].text == "La préfète [sic] a fermé le pont [1].\n\nIl pleut."
    assert str(articles[0].published) == "2024-03-05 10:00:00"
    assert "a.xml: 5 items were skipped: 5 not a published article" in said


def test_what_wordpress_adds_to_items_is_taken_off():
    item = "<item><title>Le pont</title><description><![CDATA[<p>La préfète.</p><p>L’article <a href='x'>Le pont</a> est apparu en premier sur <a href='y'>La Gazette</a>.</p>]]></description></item>"
    ((article,), _, _) = told(feed_of(item))
    assert article.text == "La préfète."


def test_a_news_sitemap_gives_headlines():
    news = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    one = (
        "<url><loc>https://g.example/1</loc><image:image><image:title>Photo</image:title></image:image><news:news><news:publication><news:name>La Gazette</news:name>"
        "<news:language>fr</news:language></news:publication><news:publication_date>2024-03-05T10:00:00+01:00</news:publication_date>"
        "<news:title>Le pont fermé</news:title><news:keywords>crue, pont</news:keywords></news:news></url>"
    )
    ((article,), errors, said) = told(
        f"<urlset {news}>{one}<url><loc>https://g.example/contact</loc></url></urlset>".encode()
    )
    assert errors == []
    assert (article.title, article.url, article.source, article.declared_topics, article.text) == (
        "Le pont fermé",
        "https://g.example/1",
        "La Gazette",
        ["crue", "pont"],
        "",
    )
    assert any("1 item was skipped: 1 not a published article" in one for one in said)


@pytest.mark.parametrize(
    ("root", "hint"), [("sitemapindex", "lists sitemaps"), ("opml", "lists feeds"), ("urlset", "sitemaps of news")]
)
def test_lists_of_feeds_are_not_feeds(root: str, hint: str):
    _, (error,), _ = told(f"<{root}><url/></{root}>".encode())
    assert hint in error


def test_atom_of_before_the_standard():
    data = (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>La Gazette</title><entry><title>Le pont</title><link rel="alternate" href="https://g.example/1"/>'
        '<issued>2004-03-05T10:00:00+01:00</issued><author><name>Salima Ferkous</name></author><content type="text/html" mode="escaped">&lt;p&gt;La préfète.&lt;/p&gt;</content></entry></feed>'
    )
    ((article,), _, _) = told(data.encode())
    assert (article.title, article.text, article.author, article.url) == (
        "Le pont",
        "La préfète.",
        "Salima Ferkous",
        "https://g.example/1",
    )
    assert str(article.published) == "2004-03-05 10:00:00+01:00"


@pytest.mark.parametrize("prefix", ["a:", ""])
def test_atom_in_any_prefix_or_none(prefix: str):
    space = f' xmlns{":a" if prefix else ""}="http://www.w3.org/2005/Atom"' if prefix else ""
    tags = {name: f"{prefix}{name}" for name in ("feed", "title", "entry", "content", "author", "name", "category")}
    data = (
        "<{feed}{space}><{title}>G</{title}><{entry}><{title}>Le pont</{title}><{content} type='html'>La préfète.</{content}>"
        "<{author}><{name}>Léa</{name}></{author}><{category} term='Météo'/></{entry}></{feed}>"
    ).format(space=space, **tags)
    ((article,), _, _) = told(data.encode())
    assert (article.title, article.text, article.author, article.declared_topics, article.source) == (
        "Le pont",
        "La préfète.",
        "Léa",
        ["Météo"],
        "G",
    )


def read_items(items: str, channel: str = "") -> list[Article]:
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:wp="http://wordpress.org/export/1.2/"'
    )
    feed = f'<rss version="2.0" {spaces}><channel><title>La Gazette</title>{channel}{items}</channel></rss>'
    return [item for item in read_bytes(feed.encode(), "a.xml") if isinstance(item, Article)]


def test_a_wordpress_export_names_its_authors_and_has_no_time_before_christ():
    author = "<wp:author><wp:author_login>sf</wp:author_login><wp:author_display_name>Salima Ferkous</wp:author_display_name></wp:author>"
    (article,) = read_items(
        "<item><title>A</title><pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate><dc:creator>sf</dc:creator>"
        "<content:encoded>Il pleut.</content:encoded><wp:post_date>2024-03-05 18:30:00</wp:post_date>"
        "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>",
        author,
    )
    assert (article.author, str(article.published)) == ("Salima Ferkous", "2024-03-05 18:30:00")


def test_the_links_of_spip_are_topics():
    links = '&lt;p&gt;Chapô.&lt;/p&gt; - &lt;a href="x" rel="directory"&gt;Vienne&lt;/a&gt; / &lt;a href="y" rel="tag"&gt;l&#8217;eau&lt;/a&gt;'
    (article,) = read_items(
        f"<item><title>A</title><description>{links}</description><content:encoded>&lt;p&gt;Il pleut.&lt;/p&gt;</content:encoded></item>"
    )
    assert (article.text, article.declared_topics) == ("Chapô.\n\nIl pleut.", ["Vienne", "l’eau"])


def test_an_item_of_google_news_has_no_text_of_its_own():
    text = "&lt;a&gt;Le pont ferme&lt;/a&gt;&amp;nbsp;&amp;nbsp;&lt;font&gt;La Gazette&lt;/font&gt;"
    (article,) = read_items(
        f"<item><title>Le pont ferme - La Gazette</title><description>{text}</description><source>La Gazette</source></item>"
    )
    assert (article.title, article.text) == ("Le pont ferme", "")


def test_the_headline_and_the_link_to_more_are_not_in_the_text():
    first, second = read_items(
        "<item><title>Le pont</title><content:encoded>&lt;h1&gt;Le pont&lt;/h1&gt;&lt;p&gt;Il pleut.&lt;/p&gt;</content:encoded></item>"
        "<item><title>A</title><description>Il faut lire la suite du roman. &lt;a&gt;Lire la suite&lt;/a&gt;</description></item>"
    )
    assert (first.text, second.text) == ("Il pleut.", "Il faut lire la suite du roman.")


def test_the_description_of_a_film_is_its_text():
    entry = "<entry><title>Le pont</title><media:group><media:title>x</media:title><media:description>Il pleut.</media:description></media:group></entry>"
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>G</title>{entry}</feed>'
    (article,) = read_bytes(feed.encode(), "a.xml")
    assert isinstance(article, Article)
    assert (article.title, article.text) == ("Le pont", "Il pleut.")
