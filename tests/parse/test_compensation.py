import pytest

from jdwork.parse.compensation import find_compensation
from tests.parse.documents import bare

PAY = [
    ("Budget : 30 LPA", ("INR", 30, 30, "annual", "30 LPA")),
    ("Salary: 7 to 8 Lpa", ("INR", 7, 8, "annual", "7 to 8 Lpa")),
    ("Salary: up to 7.5 LPA", ("INR", None, 7.5, "annual", "up to 7.5 LPA")),
    ("3.5 Lakhs per annum", ("INR", 3.5, 3.5, "annual", "3.5 Lakhs per annum")),
    ("Salary 15-20L", ("INR", 15, 20, "annual", "15-20L")),
    ("CTC: 50 lakh - 1.2 crore", ("INR", 50, 120, "annual", "50 lakh - 1.2 crore")),
    ("CTC: 1.5 Cr", ("INR", 1.5, 1.5, "annual", "1.5 Cr")),
    ("Salary: 2 lakh per month", ("INR", 200000, 200000, "monthly", "2 lakh per month")),
    (
        "Pay: ₹9,000.00 - ₹20,000.00 per month",
        ("INR", 9000, 20000, "monthly", "₹9,000.00 - ₹20,000.00 per month"),
    ),
    ("Stipend: Rs. 10,000/- per month", ("INR", 10000, 10000, "monthly", "Rs. 10,000/- per month")),
    (
        "CTC 12,00,000 - 15,00,000 INR p.a.",
        ("INR", 1200000, 1500000, "annual", "12,00,000 - 15,00,000 INR p.a."),
    ),
    ("Pay: From $18.50 an hour", ("USD", 18.5, None, "hourly", "From $18.50 an hour")),
    ("Rate of Pay: $15.50 DOE", ("USD", 15.5, 15.5, "hourly", "$15.50")),
    ("Salary: $105K-$125K.", ("USD", 105000, 125000, "annual", "$105K-$125K")),
    ("Pay $15/hr-$20/hr", ("USD", 15, 20, "hourly", "$15/hr-$20/hr")),
    ("Pay: Up to $1,800.00 per week", ("USD", None, 1800, "weekly", "Up to $1,800.00 per week")),
    ("up to €6500 gross per month", ("EUR", None, 6500, "monthly", "up to €6500 gross per month")),
    ("€50.000 per year", ("EUR", 50000, 50000, "annual", "€50.000 per year")),
    ("Salary: Starting from £50,000 plus benefits", ("GBP", 50000, None, "annual", "Starting from £50,000")),
    ("A$90,000–A$110,000 pa", ("AUD", 90000, 110000, "annual", "A$90,000–A$110,000 pa")),
    ("AED 8,000 monthly", ("AED", 8000, 8000, "monthly", "AED 8,000 monthly")),
    ("compensation of $200k+ expected", ("USD", 200000, None, "annual", "$200k+")),
]


@pytest.mark.parametrize(("text", "expected"), PAY)
def test_pay_is_read(text, expected):
    found = find_compensation(bare(text))
    assert found is not None
    pay = found.value
    assert (pay.currency, pay.min, pay.max, pay.period, pay.raw) == expected
    assert text[found.start : found.end] == pay.raw


@pytest.mark.parametrize(
    "text",
    [
        "Stipend: Unpaid",
        "rapid growth of more than 1700% in 10 months",
        "We raised $5M funding last year",
        "serving 10k users and 5,000 clients",
        "annual revenues were $11.6 billion in 2020",
        "Tuition reimbursement up to $5,250/year",
        "Salary: as per industry standards, reviewed after 6 months",
        "Call 98765 43210 or visit in 2024",
        "401k match and a competitive salary",
        "manage budgets of $2,000,000 for clients",
        "You are responsible for the annual budget: $300,000 a year",
        "runs a budget of $1,200,000",
        "",
    ],
)
def test_other_sums_are_not_pay(text):
    assert find_compensation(bare(text)) is None


def test_whole_figures_are_ints():
    found = find_compensation(bare("Salary: $50,000.00 - $60,000.50 per year"))
    assert found is not None
    assert isinstance(found.value.min, int)
    assert found.value.max == 60000.5


@pytest.mark.parametrize(("country", "currency"), [("Canada", "CAD"), ("Singapore", "SGD"), (None, "USD")])
def test_a_bare_dollar_is_the_dollar_of_the_country(country, currency):
    found = find_compensation(bare("Salary: $80,000 per year"), country=country)
    assert found is not None
    assert found.value.currency == currency


def test_figures_without_a_sign_take_the_currency_of_the_country_or_none():
    india = find_compensation(bare("Salary: 25k to 40k per month"), country="India")
    nowhere = find_compensation(bare("Salary: 25k to 40k per month"))
    assert india is not None
    assert nowhere is not None
    assert (india.value.currency, nowhere.value.currency) == ("INR", None)


def test_labelled_pay_wins_over_another_sum():
    found = find_compensation(bare("Laptop allowance of $500 per year. Salary: $60,000 - $70,000 per year."))
    assert found is not None
    assert found.value.min == 60000
