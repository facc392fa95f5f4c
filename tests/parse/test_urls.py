import pytest

from jdwork.parse.urls import find_urls
from tests.parse.documents import bare


@pytest.mark.parametrize(
    ("text", "kind", "url"),
    [
        ("Website : https://episoden.com/ Responsibilities", "website", "https://episoden.com/"),
        ("See www.acme.org.", "website", "www.acme.org"),
        (
            "at https://www.linkedin.com/company/acme, now",
            "linkedin",
            "https://www.linkedin.com/company/acme",
        ),
        ("Apply: https://acme.com/careers!", "careers", "https://acme.com/careers"),
        ("https://github.com/acme", "github", "https://github.com/acme"),
        ("fill https://forms.gle/abc", "form", "https://forms.gle/abc"),
        ("see acme.com/about-us", "website", "acme.com/about-us"),
    ],
)
def test_addresses_have_a_type(text, kind, url):
    (found,) = find_urls(bare(text))
    assert (found.value.type, found.value.url) == (kind, url)
    assert text[found.start : found.end] == url


@pytest.mark.parametrize(
    "text", ["mail jobs@acme.com", "Node.js and/or .NET", "Episoden (Episoden.com)", "http://", ""]
)
def test_other_dots_are_no_addresses(text):
    assert find_urls(bare(text)) == []


def test_an_address_given_twice_is_one():
    assert len(find_urls(bare("https://acme.com and https://acme.com/"))) == 1
