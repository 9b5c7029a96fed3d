"""The screen lets every file through in which a rule can fire, and no file goes unread."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lintrain.rule import static_rules
from lintrain.screen import screen
from lintrain.source.parsable import parses


def rule(name: str, *groups: tuple[bytes, ...]) -> type:
    return type(name, (), {"code": name, "screen": groups})


STEP = rule("STEP", (b"step",), (b"clip_grad_norm", b"clip_grad_value"))
GRAD = rule("GRAD", (b"grad",))
ANY = rule("ANY")
RULES = (STEP, GRAD, ANY)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", (ANY,)),
        (b"step", (ANY,)),
        (b"step clip_grad_value_", (STEP, GRAD, ANY)),
        (b"clip_grad_norm", (GRAD, ANY)),
        (b"\xff\x00grad", (GRAD, ANY)),
        (b"# coding: utf-7\nstep() ; clip+AF8-grad+AF8-norm+AF8-()", (STEP, GRAD, ANY)),
        (b"# coding: latin-1\n\xe9.grad", (GRAD, ANY)),
        (b"# coding: nonsense\ngrad", (GRAD, ANY)),
    ],
)
def test_every_group_needs_one_of_its_strings(data, expected):
    assert screen(RULES, data) == expected


words = st.sampled_from([b"a", b"ab", b"aba", b"b", b"bc", b"abc"])


@given(
    st.lists(st.lists(words, min_size=1, max_size=3), max_size=3),
    st.binary(max_size=12) | st.text("abc", max_size=12).map(str.encode),
)
def test_it_does_what_it_says_for_strings_that_overlap(groups, data):
    screened = rule("R", *map(tuple, groups))
    expected = all(any(word in data for word in group) for group in groups)
    assert (screen((screened,), data) == (screened,)) is expected


def _is_token(word: str) -> bool:
    return word.isidentifier() or not set(word) - {*"%@+-*/=<>"} or bool(re.fullmatch(r"\d+(\.\d+)?", word))


def test_every_rule_declares_a_screen_of_single_tokens():
    """A screen of more than a token would depend on how people break their lines."""
    for declared in static_rules():
        assert declared.screen, declared.name
        for group in declared.screen:
            for word in group:
                assert _is_token(word.decode()), (declared.name, word)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", True),
        (b"x = 1", True),
        (b"x = '\\d'\n", True),
        (b"# coding: latin-1\nx = '\xe9'", True),
        (b"x = '\xe9'", False),
        (b"def f(:\n", False),
        (b"print 1\n", False),
        (b"x\0", False),
        (b"(" * 5000 + b")" * 5000, False),
    ],
)
def test_parses(data, expected):
    assert parses(data) is expected
