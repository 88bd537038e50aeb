"""No word of others breaks a calendar: neither its lines nor what it says."""

import pytest
from icalendar import Calendar

from iopsched.formats.agenda import Owner
from iopsched.formats.ics import calendars
from iopsched.formats.safe_text import no_formula, one_line
from iopsched.model.schedule import Session

CORPUS = [
    "=cmd|'/c calc'!A1", "<script>alert(1)</script>", "x\r\nEND:VEVENT\r\nBEGIN:VEVENT", "x\nATTENDEE:mailto:a@b",
    "\x1b[2J\x1b]0;owned\x07", 'semi;colon,comma\\back\\nslash"quote', "a\u2028b\u2029c\x85d\x0bd\x00e", "\u202egnp",
    "Zoë Ångström 渡辺 " * 30, "😀" * 100, "\u0928\u093f\u200d\u0930", "I" * 10_000, " ", "",
]  # fmt: skip


@pytest.fixture(params=CORPUS, ids=[ascii(text[:12]) for text in CORPUS])
def texts(request, edition, schedule_of):
    """Calendars in which every id, and every name, is one text of the corpus."""
    word = request.param
    session = schedule_of(("process", "Mon 17:00", "Mon 18:00", ["P-1"])).sessions[0]
    ids = {"service": word, "group": word, "site": word, "room": word, "leaders": (word, "C-2"), "attendees": (word,)}
    wild = edition().schedule.model_construct(sessions=(Session.model_construct(**{**dict(session), **ids}),))
    named = dict.fromkeys(("P-1", "P-5", "C-1", "C-5", "N-1", "north", "G-process"), word)
    owners = [Owner("patient", word), Owner("clinician", word), Owner("room", word)]
    return (
        word,
        [
            *calendars(edition(wild), owners=owners, titles="service").values(),
            *calendars(edition(names=named), owners=[Owner("clinician", "C-1"), Owner("patient", "P-1")]).values(),
        ],
    )


def test_the_calendar_stays_whole(texts):
    _, written = texts
    assert len(written) == 5
    for text in written:
        assert text == Calendar.from_ical(text).to_ical().decode()
        lines = text.split("\r\n")
        assert max(len(line.encode()) for line in lines) <= 75
        assert not any(letter in line for line in lines for letter in "\r\n\x1b\x00\x07\x0b\x85\u2028\u2029\u202e")
        assert text.count("\r\nBEGIN:VEVENT\r\n") == text.count("\r\nEND:VEVENT\r\n")
        assert not any(line.startswith("ATTENDEE") for line in lines)


def test_the_word_is_read_back(texts):
    word, written = texts
    shown = one_line(word)
    for text in written[:3]:
        (event,) = Calendar.from_ical(text).events
        assert event["summary"] == shown


def test_no_more_events_than_sessions(texts):
    assert [len(Calendar.from_ical(text).events) for text in texts[1][:3]] == [1, 1, 1]


@pytest.mark.parametrize("text", [*CORPUS, "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "\uff1d1", "|x"])
def test_no_text_is_a_formula(text):
    assert not no_formula(text).startswith(tuple("=+-@|\t\r\n\uff1d\uff0b\uff0d\uff20"))
    assert no_formula("plain") == "plain"
