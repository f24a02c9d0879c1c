"""Dates as mailers write them; a zone is never guessed."""

from datetime import datetime

import pytest

from apps.evidence.mail.moments import read_moment

WALL = "2018-02-14T18:30:00"


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Wed, 14 Feb 2018 18:30:00 -0800 (PST)", f"{WALL}-08:00"),
        ("Wed, 14 Feb 2018 18:30:00 -0800", f"{WALL}-08:00"),
        ("14 Feb 2018 18:30:00 GMT", f"{WALL}+00:00"),
        ("Wed, 14 Feb 2018 18:30:00 PDT", f"{WALL}-07:00"),
        ("Wed, 14 Feb 2018 18:30:00 CST", WALL),  # Beijing or Chicago
        ("Wed, 14 Feb 2018 18:30:00 -0000", WALL),
        ("Wed, 14 Feb 2018 18:30:00 XYZ", WALL),
        ("Wed, 14 Feb 2018 18:30:00", WALL),
        ("Wednesday, February 14, 2018 6:30 PM", WALL),
        ("Wed, Feb 14, 2018 at 6:30 PM", WALL),
        ("February 14, 2018 at 18:30:00 PST", f"{WALL}-08:00"),
        ("Wednesday, 14 February 2018 18:30", WALL),
        ("2018年2月14日(星期三) 晚上6:30", WALL),
        ("2018年2月14日 GMT+8 18:30:00", f"{WALL}+08:00"),
        ("2018年2月14日周三 下午6:30", WALL),
        ("2018-02-14 18:30:00", WALL),
        ("2018-02-14 18:30:00 (GMT+08:00)", f"{WALL}+08:00"),
        ("2018-02-14T18:30:00+0800", f"{WALL}+08:00"),
        ("2018/2/14 (周三) 18:30", WALL),
        ("2018年2月14日 北京时间 18:30", f"{WALL}+08:00"),
        ("2018年2月14日 18:30 北京时间", f"{WALL}+08:00"),
        ("2018年2月14日 中午12:05", "2018-02-14T12:05:00"),
        ("2018年2月14日 凌晨12:05", "2018-02-14T00:05:00"),
    ],
)
def test_a_date_is_read_with_the_zone_it_states(written: str, at: str) -> None:
    moment = read_moment(written)
    assert moment.at == datetime.fromisoformat(at)
    assert moment.is_exact == ("+" in at or at.count("-") == 3)
    assert moment.written == written


@pytest.mark.parametrize(
    "written",
    ["", "yesterday", "02/03/2018 6:30 PM", "Wed, 31 Feb 2018 18:30:00 +0800", "14 Foo 2018 25:99:00 +0800",
     "2018年13月40日 18:30", "Wed, 14 Feb 99999999999 18:30:00 +0000", "9" * 5000, "14 February 2018", "2018年2月14日"],
)  # fmt: skip
def test_what_is_no_date_or_could_be_two_is_left_as_written(written: str) -> None:
    moment = read_moment(written)
    assert (moment.at is None, moment.written) == (True, " ".join(written.split())[:200])
