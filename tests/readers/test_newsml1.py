"""NewsML 1.2 and IPTC 7901, which agencies deliver; every dispatch is invented."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from newstagger import Article, InputError
from newstagger.readers import ReadOptions, read_bytes
from newstagger.readers.options import Notes

pytest.importorskip("lxml")


def news_item(
    components: str,
    status: str = "Usable",
    public: str = "urn:newsml:agence.example:20240411:TX-1:1",
    language: str = "fr",
) -> str:
    return f"""<NewsItem xml:lang="{language}"><Identification><NewsIdentifier><ProviderId>agence.example</ProviderId><DateId>20240411</DateId><NewsItemId>TX-1</NewsItemId>
<RevisionId PreviousRevision="0" Update="N">1</RevisionId><PublicIdentifier>{public}</PublicIdentifier></NewsIdentifier><NameLabel>halle</NameLabel></Identification>
<NewsManagement><NewsItemType FormalName="News"/><FirstCreated>20240411T081500+0200</FirstCreated><ThisRevisionCreated>20240411T090000+0200</ThisRevisionCreated>
<Status FormalName="{status}"/></NewsManagement>{components}</NewsItem>"""


def message(*items: str, dtd: str = "") -> str:
    return f'<?xml version="1.0" encoding="utf-8"?>{dtd}<NewsML Version="1.2"><Catalog Href="x"/><NewsEnvelope><DateAndTime>20240411T1</DateAndTime></NewsEnvelope>{"".join(items)}</NewsML>'


AFP = """<NewsComponent><NewsLines><DateLine xml:lang="fr">Lussac, 11 avr 2024 (AL) -</DateLine><HeadLine xml:lang="fr">La halle rouvre</HeadLine><ByLine>Par Odile Carnac</ByLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="AL"/></Provider></AdministrativeMetadata><DescriptiveMetadata><Language FormalName="fr"/>
<SubjectCode><SubjectMatter FormalName="04008000" cat="ECO"/></SubjectCode><Property FormalName="Keyword" Value="halle"/><Property FormalName="Keyword" Value="commerce"/></DescriptiveMetadata>
<ContentItem><MediaType FormalName="Text"/><Format FormalName="NITF3.1"/><DataContent><nitf><body><body.content><p>   </p><p> La halle a rouvert. </p><p>Il pleuvait.</p><p>oc/at/pid</p></body.content></body></nitf></DataContent></ContentItem>
<NewsComponent><Role FormalName="Caption"/><ContentItem><DataContent>La halle, jeudi.</DataContent></ContentItem></NewsComponent></NewsComponent>"""
BELGA = """<NewsComponent Duid="0" xml:lang="fr"><NewsLines><HeadLine>La halle rouvre</HeadLine></NewsLines><AdministrativeMetadata/><NewsComponent><Role FormalName="Short"/>
<NewsLines><CreditLine>AL</CreditLine><KeywordLine>HALLE</KeywordLine><KeywordLine>COMMERCE</KeywordLine></NewsLines><AdministrativeMetadata><Source><Party FormalName="AL/AM"/></Source></AdministrativeMetadata>
<NewsComponent><Role FormalName="Title"/><ContentItem><DataContent>La halle rouvre</DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Lead"/><ContentItem><DataContent>Deux ans de travaux.</DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Body"/><ContentItem><DataContent>La halle a &lt;b&gt;rouvert&lt;/b&gt; &lt;i&gt;hier&lt;/i&gt;.</DataContent></ContentItem></NewsComponent></NewsComponent>
<NewsComponent><Role FormalName="Picture"/><NewsComponent><Role FormalName="Body"/><ContentItem><DataContent>Une photo.</DataContent></ContentItem></NewsComponent></NewsComponent></NewsComponent>"""
ATS_DTD = '<!DOCTYPE NewsML PUBLIC "urn:newsml:iptc.org:20031010:NewsMLv1.2.dtd:1" "NewsML-1.2.dtd" [<!ENTITY % nitf SYSTEM "nitf-3-0.dtd"> %nitf; ]>'


def articles(text: str, notes: list[str] | None = None) -> list[Article]:
    found = list(
        read_bytes(
            text.encode(), "a.xml", reading=ReadOptions(notes=Notes((notes if notes is not None else []).append))
        )
    )
    assert not [str(item) for item in found if isinstance(item, InputError)]
    return [item for item in found if isinstance(item, Article)]


def test_a_dispatch_with_a_photo():
    (article,) = articles(message(news_item(AFP)))
    assert article == Article(
        "La halle a rouvert.\n\nIl pleuvait.",
        id="urn:newsml:agence.example:20240411:TX-1:1",
        title="La halle rouvre",
        published=datetime.fromisoformat("2024-04-11T08:15:00+02:00"),
        author="Odile Carnac",
        source="AL",
        declared_topics=["halle", "commerce", "Économie et finances"],
    )


def test_title_lead_and_body_in_components_of_their_own():
    (article,) = articles(message(news_item(BELGA, public="urn:newsml:www.agence.example")))
    assert (article.title, article.text) == ("La halle rouvre", "Deux ans de travaux.\n\nLa halle a rouvert hier.")
    assert (article.source, article.declared_topics) == ("AL/AM", ["HALLE", "COMMERCE"])
    # A public identifier that is the same for all is none.
    assert article.id == "urn:newsml:agence.example:20240411:TX-1"


def test_a_dtd_that_is_only_named_refuses_nothing():
    (article,) = articles(message(news_item(AFP), dtd=ATS_DTD))
    assert article.title == "La halle rouvre"


@pytest.mark.parametrize(
    "entity",
    [
        '<!ENTITY secret SYSTEM "file:///etc/hostname">',
        '<!ENTITY a "aaaa">',
        '<!ENTITY % nitf SYSTEM "nitf.dtd"> %nitf; <!ENTITY a "aaaa">',
        "<!ENTITY % a \"<!ENTITY b 'bbbb'>\"> %a;",
        '<!ENTITY % x PUBLIC "p" "x.dtd"><!-- <!ENTITY % y SYSTEM "y"> --><!ENTITY secret SYSTEM "file:///etc/hostname">',
        '<!ENTITY photo SYSTEM "photo.jpg" NDATA jpeg>',
    ],
)
def test_entities_of_a_file_are_refused(entity: str):
    (error,) = read_bytes(message(news_item(AFP), dtd=f"<!DOCTYPE NewsML [{entity}]>").encode(), "a.xml")
    assert isinstance(error, InputError)
    assert "declares entities of its own" in str(error)


def test_cancelled_items_and_pictures_are_counted():
    picture = '<NewsComponent><NewsLines><HeadLine>Une photo</HeadLine></NewsLines><ContentItem><MediaType FormalName="Photo"/></ContentItem></NewsComponent>'
    notes: list[str] = []
    (article,) = articles(
        message(news_item(AFP, "Canceled"), news_item(picture), news_item(AFP, "Withheld"), news_item(AFP)), notes
    )
    assert article.title == "La halle rouvre"
    assert notes == [
        "a.xml: 3 items were skipped: 1 cancelled by its agency; 1 without a text (a picture, a film, a sound, an event); 1 withheld by its agency"
    ]


def test_the_french_text_of_several():
    def told(code: str, text: str) -> str:
        return f'<NewsComponent xml:lang="{code}"><NewsLines><HeadLine>{text}</HeadLine></NewsLines><ContentItem><DataContent>{text}.</DataContent></ContentItem></NewsComponent>'

    (article,) = articles(
        message(
            news_item(f"<NewsComponent>{told('nl', 'De hal')}{told('fr', 'La halle')}</NewsComponent>", language="nl")
        )
    )
    assert (article.title, article.text) == ("La halle", "La halle.")


ATS = "\x7f\x7f\n\x7f\x01bsl025 3 ec 121   etf 967\n\nFrance/halles\n\n\x02Situation \nLussac:  \nLa halle rouvre = \n \n   Lussac (al am) La halle a «rouvert» jeudi après \ndeux ans de travaux du 12 \nmars. \n \n   Il pleuvait. \n \n(SDA/sj) \n \n\x03111523 {zone}apr 24\x1f\n\n\n\x04\n"


@pytest.mark.parametrize(
    ("zone", "moment"),
    [("", datetime(2024, 4, 11, 15, 23)), ("GMT ", datetime(2024, 4, 11, 15, 23, tzinfo=timezone.utc))],
)
def test_iptc_7901(zone: str, moment: datetime):
    (article,) = read_bytes(ATS.format(zone=zone).encode("cp1252"), "a.txt")
    assert article == Article(
        "Lussac (al am) La halle a «rouvert» jeudi après deux ans de travaux du 12 mars.\n\nIl pleuvait.",
        id="bsl025",
        title="La halle rouvre",
        published=moment,
        source="al am",
        declared_topics=["France", "halles"],
        warnings=["not UTF-8; decoded as windows-1252"],
    )


@pytest.mark.parametrize(
    ("below", "author", "text"),
    [
        ("Par Odile Carnac=\n", "Odile Carnac", ""),
        ("\n   Par Odile Carnac\n", "Odile Carnac", ""),
        ("   Par deux fois, la halle a rouvert.\n", None, "Par deux fois, la halle a rouvert. "),
    ],
)
def test_a_byline_below_the_headline(below: str, author: str | None, text: str):
    dated = "LUSSAC, 11 avr 2024 (AL) - La halle a rouvert" if author else "La halle a rouvert"
    plain = f"alf00075 3 i 510    al 1003\nLa halle rouvre=\n{below}   {dated}\njeudi.\n\n111137 GMT Apr 24\n"
    (article,) = read_bytes(plain.encode(), "a.txt")
    assert isinstance(article, Article)
    assert (article.title, article.author, article.source) == ("La halle rouvre", author, "AL" if author else None)
    assert article.text.startswith(f"{text}{dated} jeudi.")


def test_several_messages_and_one_that_lost_its_control_characters():
    text = ATS.format(zone="")
    first, second = read_bytes((text + text.replace("025", "026")).encode(), "a.txt")
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, second.id) == ("bsl025", "bsl026")
    plain = "alf00075 3 i 510    al 1003\n\n/politique/France/\n2ND LEAD\nLa halle rouvre\nPar Odile Carnac, AL  =\n\nLussac (AL) - La halle a rouvert\njeudi.\n\nIl pleuvait.\n\n111137 GMT Apr 24\n"
    (article,) = read_bytes(plain.encode(), "a.txt")
    assert isinstance(article, Article)
    assert (article.title, article.author, article.source) == ("La halle rouvre", "Odile Carnac", "AL")
    assert article.text.startswith("Lussac (AL) - La halle a rouvert jeudi.\n\nIl pleuvait.")
    assert article.published == datetime(2024, 4, 11, 11, 37, tzinfo=timezone.utc)
