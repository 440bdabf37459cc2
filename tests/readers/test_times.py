"""Publication times of saved pages; every page is invented."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from newstagger.readers.pages.html import read_html
from tests.readers.pages import FIRST, SECOND, linked, meta, page

pytest.importorskip("trafilatura")
SAID = "2021-05-03T07:15:00+02:00"
WANT = datetime(2021, 5, 3, 7, 15, tzinfo=timezone(timedelta(hours=2)))


def test_json_ld_counts_before_meta_elements_that_an_edit_may_have_changed():
    assert (
        page(
            linked(datePublished=SAID, headline="x") + meta("article:published_time", "2021-06-01T08:00:00Z")
        ).published
        == WANT
    )


@pytest.mark.parametrize(
    "before",
    [f'<div itemprop="datePublished" content="{SAID}">x</div>', f'<span itemprop="datePublished">{SAID}</span>', f'<p><time datetime="{SAID}">mardi</time></p>'],
)  # fmt: skip
def test_an_element_below_the_headline_counts_before_times_of_the_text_and_of_teasers(before: str):
    teaser = '<ul><li><time pubdate datetime="2023-08-01T08:00:00Z">1 août</time> Un festival</li></ul>'
    text = '<p>Le procès s’ouvrira <time datetime="2024-03-09">le 9 mars 2024</time> à Poitiers devant la cour.</p>'
    assert page(before=before, body=text + teaser).published == WANT


@pytest.mark.parametrize(
    "line",
    ["Publié le 3 mai 2021 à 7h15", "Publié le 03/05/2021 à 07:15, modifié le 6 mai 2021", "Lundi 3 mai 2021 - 07:15",
     "Par Claire Vaudrin | Publié le 3 mai 2021 à 7h15 | 4 commentaires"],
)  # fmt: skip
def test_a_printed_dateline_is_read(line: str):
    assert page(before=f"<p>{line}</p>").published == datetime(2021, 5, 3, 7, 15)


def test_a_day_is_never_that_of_a_teaser():
    teasers = "".join(f"<div><h3>Un festival de jazz</h3><p>{day} janvier 2023</p></div>" for day in (5, 6, 7))
    text = f"<p>{'La ville a tout payé, et les riverains sont contents. ' * 9}</p>" * 3
    assert page(body=text + f"<section>{teasers}</section>").published is None


def test_a_day_in_the_address_is_believed():
    assert page(meta("og:url", "https://gazette.example/2021/05/03/pont")).published == date(2021, 5, 3)


def test_utc_is_given_the_offset_of_the_clock_that_the_page_prints():
    head = linked(datePublished="2021-05-03T22:30:00Z", headline="x")
    found = page(head, before="<p>Publié le 4 mai 2021 à 0h30</p>").published
    assert str(found) == "2021-05-04 00:30:00+02:00"
    assert str(page(head).published) == "2021-05-03 22:30:00+00:00"
    assert str(page(head, before="<p>Publié le 4 mai 2021 à 0h31</p>").published) == "2021-05-03 22:30:00+00:00"


def test_a_day_is_completed_by_the_moment_that_another_place_gives():
    assert (
        page(meta("article:published_time", "2021-05-03"), before=f'<time datetime="{SAID}">x</time>').published == WANT
    )


def test_the_line_below_the_headline_counts_before_teasers_above_and_beside_it():
    above = '<div class="liste"><time pubdate datetime="2021-08-01">1er août</time></div>'
    aside = '<aside><time pubdate="pubdate" datetime="2021-08-02T10:00:00Z">2 août</time></aside>'
    line = '<p class="info-publi">lundi 3 mai 2021, <span class="auteurs">par <a href="spip.php?auteur1">Claire Vaudrin</a></span></p>'
    text = f"<p>{FIRST}</p><p>{SECOND}</p>"
    found = read_html(
        f"<html><body>{above}<h1>Le pont rouvre</h1>{line}<div>{text}</div>{aside}</body></html>", "a.html"
    )
    assert (found.published, found.author) == (date(2021, 5, 3), "Claire Vaudrin")


def test_the_time_of_an_event_in_a_sentence_is_not_the_publication():
    text = '<p>Le procès s’ouvrira <time datetime="2024-03-09">le 9 mars 2024</time> à Poitiers.</p>'
    assert page(before=text).published is None
    assert page(body=text).published is None
    said = '<p>Par Claire Vaudrin à Valmont, publié le <time datetime="2024-03-09">9 mars 2024</time>.</p>'
    assert page(before=said).published == date(2024, 3, 9)


@pytest.mark.parametrize("value", ["1620018900", "1620018900000", "20210503051500"])
def test_a_number_in_a_meta_element_is_a_time(value: str):
    found = page(meta("article:published_time", value)).published
    assert isinstance(found, datetime)
    assert (found.date(), found.minute) == (date(2021, 5, 3), 15)
