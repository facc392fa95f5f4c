import re

from hypothesis import given
from hypothesis import strategies as st

from jdwork.output.palette import contrast_with_white, role_color


@given(st.text())
def test_any_slug_has_a_colour_on_which_white_text_can_be_read(slug):
    color = role_color(slug)
    assert re.fullmatch("#[0-9a-f]{6}", color)
    assert contrast_with_white(color) >= 4.5
    assert role_color(slug) == color


def test_contrast_is_the_standard_s():
    assert contrast_with_white("#000000") == 21
    assert contrast_with_white("#ffffff") == 1
    assert round(contrast_with_white("#777777"), 2) == 4.48


def test_roles_are_told_apart():
    slugs = [f"role-{number}" for number in range(100)]
    assert len({role_color(slug) for slug in slugs}) > 95


def test_a_lone_surrogate_is_a_slug_like_any_other():
    assert role_color("\ud800").startswith("#")
