import pytest

from jdwork.parse.jd_type import fail_reason
from tests.parse.documents import reading

ADS = [
    "Need plumber in Pune. Call 98765",
    "Java developer, 3 yrs, Bangalore",
    "Cashier needed",
    "Looking for a maths tutor in Delhi for class 10",
    "Python, Django, 2-4 years, immediate joiner",
    "Pastry chef wanted: preheat ovens, whisk and stir batters, bake. Must have 2 years of experience.",
    "Accounts clerk to raise invoices and match the purchase order no. Amount due, due date. Experience"
    " required. Apply.",
    "Please send your curriculum vitae to us. We need a nurse with 2 years of experience.",
    "Buscamos un desarrollador. We are looking for a developer who can work with the team in Madrid. El"
    " candidato debe hablar español. You will build web apps and the salary is good.",
]

OTHERS = {
    "recipe": (
        "Ingredients: 2 cups flour, 3 tablespoons cocoa, 1 teaspoon salt. Preheat the oven. Whisk and stir."
        " Bake until golden. Serves 8."
    ),
    "news": (
        "The prime minister said on Tuesday that prices had fallen. According to officials, shares rose"
        " early. Police closed streets near parliament, and a spokesman said nobody was injured."
    ),
    "storm": (
        "A storm swept across the coast overnight, tearing roofs off homes and leaving thousands without"
        " light. Crews pulled dozens of people out of flooded streets while rivers continued to rise and"
        " rain was forecast."
    ),
    "placeholder": (
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore."
    ),
    "cv": (
        "CURRICULUM VITAE\nAsha Rao\nCareer Objective: a position as software developer.\n"
        "B.Tech, 2015 - 2019\nI developed services in Java.\nDate of Birth: 12/03/1997\n"
        "References available on request."
    ),
    "code": "import os\ndef main(path):\n    for name in os.listdir(path):\n        print(name)\nmain('.')\n",
    "invoice": (
        "INVOICE\nInvoice No: 4431\nBill to: Acme\nQty Description Unit price\n4 Chairs 120.00\n"
        "Subtotal 480.00\nTotal due 576.00\nPayment terms 30 days"
    ),
}


@pytest.mark.parametrize("text", ADS)
def test_short_but_real_ads_pass(text):
    assert fail_reason(reading(text)) is None


@pytest.mark.parametrize("name", OTHERS)
def test_other_kinds_of_text_fail(name):
    assert fail_reason(reading(OTHERS[name])) == "not_a_jd"


@pytest.mark.parametrize("title", ["Barista", "Senior Java Developer", "Finance", "Full Stack MERN"])
def test_a_title_alone_passes(title):
    assert fail_reason(reading("", title=title)) is None


@pytest.mark.parametrize(
    ("text", "title", "reason"),
    [
        ("", None, "empty"),
        (" \n\t", "  ", "empty"),
        ("hello", None, "too_short"),
        ("12345 !!", None, "too_short"),
        ("", "x", "too_short"),
        ("", "Invoice #33", "not_a_jd"),
        (OTHERS["placeholder"], "Backend Developer", "not_a_jd"),
    ],
)
def test_each_reason(text, title, reason):
    assert fail_reason(reading(text, title=title)) == reason


@pytest.mark.parametrize(
    "text",
    [
        "Wir suchen für unser Team in Berlin eine erfahrene Köchin. Sie kochen mit uns und arbeiten eng"
        " mit den "
        "Gästen zusammen. Wir bieten Ihnen ein gutes Gehalt.",
        "Мы ищем опытного повара для нашей команды. Требования: опыт работы от трех лет и любовь к людям.",
    ],
)
def test_a_text_that_is_clearly_not_english_is_unsupported(text):
    assert fail_reason(reading(text)) == "unsupported_language"
