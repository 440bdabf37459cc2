"""What programs do to the HTML, names and addresses of feeds; every item is invented."""

from __future__ import annotations

import pytest

from newstagger import Article
from newstagger.readers import read_bytes
from newstagger.readers.xml.feeds import remove_shortcodes

pytest.importorskip("lxml")

SPACES = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
RICH = "Le maire de Valmont.<br/>Salima Ferkous a <b>parlé</b>.<p>Le préfet.</p><p>Paul Arnoult.</p>"
PLAIN = "Le maire de Valmont.\nSalima Ferkous a parlé.\n\nLe préfet.\n\nPaul Arnoult."


def read_feed(feed: str) -> Article:
    (article,) = read_bytes(feed.encode(), "a.xml")
    assert isinstance(article, Article)
    return article


def read_item(item: str, title: str = "Gazette") -> Article:
    return read_feed(f'<rss version="2.0" {SPACES}><channel><title>{title}</title><item>{item}</item></channel></rss>')


@pytest.mark.parametrize("name", ["description", "content:encoded"])
def test_html_that_is_not_escaped_has_its_paragraphs(name: str):
    assert read_item(f"<title>Le pont</title><{name}>{RICH}</{name}>").text == PLAIN


@pytest.mark.parametrize("kind", ["", ' type="html"'])
def test_html_that_is_not_escaped_in_atom(kind: str):
    entry = f"<entry><title>Le pont</title><content{kind}>{RICH}</content></entry>"
    assert read_feed(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>G</title>{entry}</feed>').text == PLAIN


@pytest.mark.parametrize("kind", ["xhtml", "html"])
def test_rows_of_tables_in_atom_are_lines(kind: str):
    rows = "<table><tr><td>Hélène Garnier</td><td>54 %</td></tr><tr><td>Paul Roy</td><td>46 %</td></tr></table>"
    inner = f'<div xmlns="http://www.w3.org/1999/xhtml">{rows}</div>' if kind == "xhtml" else rows
    entry = f'<entry><title>Le vote</title><content type="{kind}">{inner}</content></entry>'
    article = read_feed(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>G</title>{entry}</feed>')
    assert article.text == "Hélène Garnier 54 %\n\nPaul Roy 46 %"
    assert read_item(f"<title>Le vote</title><description>{rows}</description>").text == article.text


def test_a_headline_on_two_lines_is_one_line():
    assert read_item("<title>Le pont<br/>rouvre</title><description>Il pleut.</description>").title == "Le pont rouvre"


def test_names_that_were_escaped_twice():
    article = read_item(
        "<title>Le pont</title><dc:creator>Jean N&amp;#039;Guessan</dc:creator><category>Arts &amp;amp; spectacles</category>"
        "<category><![CDATA[L&#039;actu]]></category><description>Il pleut.</description>",
        "L&amp;#039;Écho",
    )
    assert (article.author, article.source) == ("Jean N'Guessan", "L'Écho")
    assert article.declared_topics == ["Arts & spectacles", "L'actu"]
    author = read_item("<title>Le pont</title><author>a@b.example (Jean N&amp;#8217;Guessan)</author>").author
    assert author == "Jean N’Guessan"


@pytest.mark.parametrize(
    ("guid", "url"),
    [
        ('<guid isPermaLink="true">https://g.example/2</guid>', "https://g.example/2"),
        ("<guid>https://g.example/2</guid>", "https://g.example/2"),
        ('<guid isPermaLink="false">https://g.example/2</guid>', None),
        ("<guid>g-2</guid>", None),
        ("<guid>https://g.example/2</guid><link>https://g.example/pont</link>", "https://g.example/pont"),
    ],
)
def test_a_guid_is_the_address_unless_it_says_otherwise(guid: str, url: str | None):
    assert read_item(f"<title>Le pont</title>{guid}").url == url


@pytest.mark.parametrize(
    ("given", "want"),
    [
        ('[audio src="a.mp3"] Le pont ferme. [audio mp3="b.mp3"][/audio] Il rouvre.', " Le pont ferme.  Il rouvre."),
        ("[embed] Le pont ferme. [embed]https://v.example/x[/embed]", " Le pont ferme. "),
        ("[video]a.mp4[/video] Le pont ferme. [video]b.mp4[/video]", " Le pont ferme. "),
        ('[playlist ids="1"] Le pont ferme. [/gallery]', " Le pont ferme. "),
        ("[caption]Un [b]pont[/b] fermé[/caption] Le pont ferme.", " Le pont ferme."),
    ],
)
def test_a_shortcode_that_is_not_closed_hides_nothing(given: str, want: str):
    assert remove_shortcodes(given) == want


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://gazette.example/"><title>Gazette</title>{}</feed>'
ENTRY = '<entry><title>Le pont</title>{}<link href="/2024/pont"/><content type="html">Il pleut.</content></entry>'


def test_the_author_of_an_atom_feed_is_that_of_its_entries():
    authors = "<author><name>Odile Carnac</name></author><author><name>Luc Brossard</name></author>"
    assert read_feed(ATOM.format(authors + ENTRY.format(""))).author == "Odile Carnac, Luc Brossard"
    own = "<author><name>Salima Ferkous</name></author>"
    assert read_feed(ATOM.format(authors + ENTRY.format(own))).author == "Salima Ferkous"
    elsewhere = f"<source><title>Agence</title>{own}</source>"
    assert read_feed(ATOM.format(authors + ENTRY.format(elsewhere))).author == "Salima Ferkous"
    site = "<author><name>Gazette</name></author>"
    assert read_feed(ATOM.format(site + ENTRY.format(""))).author is None


def test_relative_addresses_are_resolved():
    assert read_feed(ATOM.format(ENTRY.format(""))).url == "https://gazette.example/2024/pont"
    item = "<item><title>Le pont</title><link>/2024/pont</link><description>Il pleut.</description></item>"
    feed = (
        "<rss version='2.0'><channel><title>Gazette</title><link>https://gazette.example/fil/</link>{}</channel></rss>"
    )
    assert read_feed(feed.format(item)).url == "https://gazette.example/2024/pont"
    alone = "<rss version='2.0'><channel><title>Gazette</title>{}</channel></rss>"
    assert read_feed(alone.format(item)).url == "/2024/pont"


def test_the_other_newspapers_in_an_item_of_google_news_are_no_text():
    links = "".join(
        f'&lt;li&gt;&lt;a href="x"&gt;{title}&lt;/a&gt;&amp;nbsp;&lt;font&gt;{name}&lt;/font&gt;&lt;/li&gt;'
        for title, name in (("Le pont rouvre", "La Gazette"), ("Valmont : le pont est rouvert", "Le Courrier"))
    )
    article = read_item(
        f"<title>Le pont rouvre - La Gazette</title><link>https://news.google.com/rss/articles/1</link>"
        f"<description>&lt;ol&gt;{links}&lt;/ol&gt;</description><source url='https://gazette.example'>La Gazette</source>"
    )
    assert (article.title, article.source, article.text) == ("Le pont rouvre", "La Gazette", "")


def test_keywords_of_podcasts_are_topics():
    feed = (
        '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Radio</title><item><title>Le journal</title>'
        "<itunes:summary>Il pleut.</itunes:summary><itunes:keywords>pluie, crue</itunes:keywords></item></channel></rss>"
    )
    assert read_feed(feed).declared_topics == ["pluie", "crue"]
