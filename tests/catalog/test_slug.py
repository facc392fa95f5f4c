"""Slugs are made by one rule."""

import pytest

from jdwork.catalog.slug import slugify


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Drone Pilot", "drone-pilot"),
        ("C++ Developer", "c-plus-plus-developer"),
        ("C# / .NET Developer", "c-sharp-dotnet-developer"),
        ("Café Owner", "cafe-owner"),
        ("  ", ""),
    ],
)
def test_a_slug_is_lower_case_words_joined_by_hyphens(name: str, slug: str) -> None:
    assert slugify(name) == slug
