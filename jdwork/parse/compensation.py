"""Pay: currency, range and period, told apart from every other sum of money in a JD."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, cast

from jdwork.parse.model import Compensation
from jdwork.parse.reading import Quoted, Reading, whole
from jdwork.parse.role_words import word_set

Period = Literal["annual", "monthly", "weekly", "daily", "hourly"]

_CURRENCY = (
    r"₹|rs\.?|inr|rupees?|us\$|usd|ca\$|c\$|cad|a\$|au\$|aud|s\$|sg\$|sgd|nz\$|nzd|hk\$|hkd|\$|£|gbp|€"
    r"|eur(?:os?)?|aed|dhs|sar|qar"
    r"|chf|jpy|¥|myr|rm|php|zar|sek|nok|dkk|pln|brl|mxn|amd|ngn|kes"
)
_UNIT = r"lpa|lacs?|lakhs?|lkhs?|crores?|cr|thousands?|million|billion|mn|bn|mm|l|k|m|b|%"
_FIGURE = r"\d[\d,]*(?:\.\d+)*"
_AMOUNT = re.compile(
    rf"(?:(?<![\w$£€₹])(?P<cur1>{_CURRENCY})\s{{0,2}})?(?<![\w.,])(?P<low>{_FIGURE})(?:\s?(?P<unit1>{_UNIT})(?![a-z]))?(?P<plus>\+)?"
    rf"(?:\s{{0,3}}(?P<cur3>{_CURRENCY})(?![a-z]))?(?:\s?(?P<per1>/-|(?:/|per|an?)\s?(?:hour|hr|year"
    rf"|annum|month))(?![a-z]))?"
    rf"(?:\s{{0,3}}(?:-|–|—|to|and"
    rf"|up\s?to)\s{{0,3}}(?:max(?:imum)?\s?[:;]?\s?)?(?:(?P<cur2>{_CURRENCY})\s{{0,2}})?"
    rf"(?P<high>{_FIGURE})(?:\s?(?P<unit2>{_UNIT})(?![a-z]))?)?(?:\s?/-)?(?:\s{{0,2}}(?P<cur4>{_CURRENCY})(?![a-z]))?"
)
_PERIOD = re.compile(
    r"[\s,+]*(?:\(?(?:gross|net|base|plus|doe|cad|usd|inr|gbp|eur|aud|in\s?hand|salary|pay|ctc"
    r"|fixed)\)?[\s,]+){0,2}\(?"
    r"(?:(?P<annual>(?:/|per|an?|each)\s?(?:year|yr|annum|anum)\b|p\.?\s?a\b\.?|annual(?:ly)?\b|yearly\b"
    r"|/\s?yr\b)"
    r"|(?P<monthly>(?:/|per|an?|each)\s?(?:month|mon|mth)\b|p\.?\s?m\b\.?|monthly\b|pcm\b)"
    r"|(?P<weekly>(?:/|per|an?|each)\s?(?:week|wk)\b|weekly\b)"
    r"|(?P<daily>(?:/|per|an?|each)\s?day\b|daily\b)"
    r"|(?P<hourly>(?:/|per|an?|each)\s?(?:hour|hr)s?\b|p\.?h\b|hourly\b))\)?"
)
_LABEL = re.compile(
    r"salar(?:y|ies)|\bpay\b|\bpaid\b|\bctc\b|compensation|stipend|\bbudget\b|\bwages?\b|remuneration"
    r"|\bpackage\b|\bearn(?:ing)?s?\b"
    r"|hourly rate|pay rate|\brate\b|hiring (?:min|max)imum|hiring range|pay range|\bote\b|emoluments"
    r"|honorarium"
)
_BEFORE = re.compile(
    r"raised|revenues?|valu(?:ed|ation)|fund(?:ing|ed|s)|invest|assets|manag(?:e|ing|ed)|portfolio|bonus"
    r"|tuition|reimburse|deductible"
    r"|insurance|sign-on|referral|budgets? (?:of|over|up)|projects? (?:of|worth)|sales of|turnover|donat"
    r"|loans?|discount|fees?\b"
    r"|allowance|grants?|over \$|award|prize|gift|worth|contract value|401|series [a-e]|transactions"
    r"|market|tickets?|orders"
)
_AFTER = re.compile(
    r"[\s+]*(?:million|billion|trillion|in (?:funding|revenue|sales|assets|annual|venture|total)|funding"
    r"|revenue|company|business"
    r"|valuation|bonus|referral|tuition|reimburse|assistance|(?:sign|signing|joining)[\s-]|allowance"
    r"|annual(?:ly)? in|gift|worth of|loans?"
    r"|budget|project|users|customers|clients|employees|people|per (?:employee|match|user|session|game"
    r"|class|order|mile|referral))"
)
_LOWER_BOUND = re.compile(
    r"(?:from|starting(?:\s(?:at|from|pay|salary))?|starts?\sat|minimum(?:\sof)?|min\.?|at\sleast|above"
    r"|over)[\s:]{1,3}$"
)
_UPPER_BOUND = re.compile(r"(?:up\s?to|upto|maximum(?:\sof)?|max\.?|not\sexceeding|as\smuch\sas)[\s:]{1,3}$")
# A budget that somebody runs is no pay, as the "budget" of an opening is.
_ENTRUSTED = re.compile(
    r"\b(?:manag|oversee|overs[ae]w|control|administer|run|own|hold|handl|plan|monitor|track|lead|responsib"
    r"|account|spend|allocat|approv|prepar)\w*[ \t]+(?:(?:for|to|with|and|an?|the|its|our|your|their|annual"
    r"|yearly|project|media|advertising|marketing|department(?:al)?)[ \t]+){0,3}$"
)
_BUDGET_OF = re.compile(r"\s(?:of|worth|over|exceeding|in excess)\b")
_SIGN = re.compile(r"[$£€₹¥]|\d\s?(?:lpa|lac|lakh|k\b|l\b|cr)")
_PAY_WORDS: Final[frozenset[str]] = word_set(
    "salary salaries pay paid ctc compensation stipend budget wage wages remuneration package rs "
    "inr usd eur gbp cad aud sgd aed sar qar lpa lakh lakhs lac lacs"
)

_CODES: Final[dict[str, str]] = {
    "₹": "INR", "rs": "INR", "rupee": "INR", "rupees": "INR", "$": "USD", "us$": "USD", "ca$": "CAD",
    "c$": "CAD", "a$": "AUD", "au$": "AUD", "s$": "SGD", "sg$": "SGD", "nz$": "NZD", "hk$": "HKD", "£": "GBP",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "dhs": "AED", "¥": "JPY", "rm": "MYR",
}  # fmt: skip
_DOLLARS: Final[dict[str, str]] = {
    "Canada": "CAD", "Australia": "AUD", "Singapore": "SGD", "New Zealand": "NZD", "Hong Kong": "HKD",
}  # fmt: skip
_HOME: Final[dict[str, str]] = {
    "India": "INR", "United States": "USD", "Canada": "CAD", "United Kingdom": "GBP", "Australia": "AUD",
    "Singapore": "SGD", "Ireland": "EUR", "Germany": "EUR", "France": "EUR", "United Arab Emirates": "AED",
}  # fmt: skip
_LAKH: Final[frozenset[str]] = frozenset({"lpa", "lac", "lacs", "lakh", "lakhs", "lkh", "lkhs", "l"})
_CRORE: Final[frozenset[str]] = frozenset({"cr", "crore", "crores"})
_TOO_BIG: Final[frozenset[str]] = frozenset({"million", "billion", "mn", "bn", "mm", "m", "b", "%"})


@dataclass(frozen=True, slots=True)
class _Mention:
    """A sum of money as it stands, and what speaks for its being pay."""

    match: re.Match[str]
    marks: list[str]
    units: tuple[str, str]
    labelled: bool
    period: Period | None
    end: int
    score: int

    @property
    def lakh(self) -> bool:
        return not _LAKH.isdisjoint(self.units)

    @property
    def crore(self) -> bool:
        return not _CRORE.isdisjoint(self.units)


@dataclass(frozen=True, slots=True)
class _Offer:
    score: int
    pay: Compensation
    start: int
    end: int


def find_compensation(reading: Reading, *, country: str | None = None) -> Quoted[Compensation] | None:
    """The pay that a JD offers.

    Figures are in whole units of the currency (``$105K`` is 105000, ``2 lakh per month`` is 200000), except
    that yearly pay quoted in lakh keeps the lakh (``30 LPA`` and ``30 lakhs p.a.`` are 30) and pay quoted in
    crore the crore; a range from lakh to crore is in lakh. ``raw`` says which it was. A single figure is both
    ends of the range, ``from`` leaves ``max`` open and ``up to`` leaves ``min`` open. Where no period is
    named, LPA and sums that can only be a year's pay are annual, and a rate too small for anything else is
    hourly.

    Parameters
    ----------
    reading
        The prepared document.
    country
        The country of the job, to read a bare ``$`` or a bare figure by.

    Returns
    -------
    Quoted[Compensation] or None
        None where no pay is named (``Unpaid``, ``as per industry standards``).
    """
    if _PAY_WORDS.isdisjoint(reading.vocabulary) and not _SIGN.search(reading.lower):
        return None
    best: _Offer | None = None
    for seen, match in enumerate(_AMOUNT.finditer(reading.lower)):
        if seen > 2_000:
            break
        offer = _judge(reading, match, country)
        if offer is not None and (best is None or offer.score > best.score):
            best = offer
    return Quoted(best.pay, best.start, best.end) if best else None


def _judge(reading: Reading, match: re.Match[str], country: str | None) -> _Offer | None:
    lower = reading.lower
    marks = [mark for key in ("cur1", "cur2", "cur3", "cur4") if (mark := match[key])]
    unit2 = match["unit2"] or ""
    unit1 = match["unit1"] or (unit2 if match["high"] else "")
    if {unit1, unit2} & _TOO_BIG or (unit1 == "k" and match["low"] == "401"):
        return None
    lakh = unit1 in _LAKH or unit2 in _LAKH or unit1 in _CRORE or unit2 in _CRORE
    # "L" alone is a lakh only where pay is spoken of; everywhere else it is a litre or a level.
    before = lower[max(0, match.start() - 60) : match.start()]
    spoken = list(_LABEL.finditer(before))
    labels = [one for one in spoken if not _is_entrusted(before, one)]
    label = bool(labels) and not re.search(r"[.;](?:\s|$)", before[labels[-1].end() :].replace("rs.", ""))
    if not marks and not label and unit1 != "lpa" and unit2 != "lpa" and not (lakh and unit1 != "l"):
        return None
    period_match = _PERIOD.match(lower, match.end())
    period = cast("Period | None", period_match.lastgroup if period_match else _period_inside(match))
    lpa = "lpa" in (unit1, unit2)
    score = (
        3 * label + 2 * bool(period) + 3 * lpa + 2 * (lakh and not lpa) + bool(marks) + bool(match["high"])
    )
    score += bool(marks and match["high"] and unit1 == "k")
    # What stands nearest decides: "revenue ... Pay: $20" is pay, "salary plus a $500 bonus" is not.
    since = before[labels[-1].end() :] if label else before
    if _BEFORE.search(since[-32:] if not label else since) or len(spoken) > len(labels) == 0:
        score -= 4
    after_at = period_match.end() if period_match else match.end()
    if _AFTER.match(lower, after_at) or _AFTER.match(lower, match.end()):
        score -= 4
    if reading.kind_at(match.start()) in {"company", "equal_opportunity"}:
        score -= 2
    pay_like = bool(marks) or lakh or "k" in (unit1, unit2) or label
    if score < 3 or not pay_like:
        return None
    end = period_match.end() if period_match else match.end()
    return _offer(reading, _Mention(match, marks, (unit1, unit2), label, period, end, score), country)


def _is_entrusted(before: str, label: re.Match[str]) -> bool:
    return label.group() == "budget" and bool(
        _BUDGET_OF.match(before, label.end()) or _ENTRUSTED.search(before, 0, label.start())
    )


def _period_inside(match: re.Match[str]) -> str | None:
    named = match["per1"] or ""
    for word, period in (("h", "hourly"), ("y", "annual"), ("mon", "monthly"), ("annum", "annual")):
        if re.search(rf"(?:/|per|an?)\s?{word}", named):
            return period
    return None


def _offer(reading: Reading, mention: _Mention, country: str | None) -> _Offer | None:
    match, period = mention.match, mention.period
    currency = _currency(mention.marks, mention.lakh or mention.crore, country)
    monthly = period in {"monthly", "weekly", "daily", "hourly"}
    mixed = mention.lakh and mention.crore
    unit1, unit2 = mention.units
    low = _figure(match["low"], unit1, currency, monthly, mixed)
    high = _figure(match["high"], unit2 or unit1, currency, monthly, mixed) if match["high"] else None
    if low is None or (match["high"] and high is None) or (high is not None and high < low):
        return None
    plain = not (mention.lakh or mention.crore)
    largest = high if high is not None else low
    # A bare number behind "salary" must be money-sized: "salary review after 6 months" is not.
    if plain and not mention.marks and (largest < 1000 or (1900 <= low <= 2100 and high is None)):
        return None
    if largest == 0:
        return None
    if period is None:
        period = _usual_period(largest, currency, plain=plain, labelled=mention.labelled)
    start, end = match.start(), mention.end
    minimum: float | None = low
    maximum: float | None = high if high is not None else low
    lead = reading.lower[max(0, start - 22) : start]
    if high is None and (bound := _UPPER_BOUND.search(lead)):
        minimum, start = None, start - len(lead) + bound.start()
    elif high is None and ((bound := _LOWER_BOUND.search(lead)) or match["plus"]):
        maximum = None
        start = start - len(lead) + bound.start() if bound else start
    raw = reading.quote(start, end).rstrip(" ,;-(")
    pay = Compensation(
        currency=currency,
        min=None if minimum is None else whole(minimum),
        max=None if maximum is None else whole(maximum),
        period=period,
        raw=raw,
    )
    if reading.text[start : start + len(raw)] == raw:
        end = start + len(raw)
    return _Offer(mention.score, pay, start, end)


def _currency(marks: list[str], indian: bool, country: str | None) -> str | None:
    codes = {_CODES.get(mark.rstrip("."), mark.rstrip(".").upper()) for mark in marks if mark != "$"}
    if codes:
        return sorted(codes)[0]
    if marks:
        return _DOLLARS.get(country or "", "USD")
    return "INR" if indian else _HOME.get(country or "")


def _figure(text: str, unit: str, currency: str | None, monthly: bool, mixed: bool) -> float | None:
    digits = text.rstrip(",.")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits) and currency in {"EUR", "BRL", "DKK"}:
        digits = digits.replace(".", "")
    if digits.count(".") > 1 or len(digits) > 18:
        return None
    figure = float(digits.replace(",", ""))
    if unit == "k" or unit.startswith("thousand"):
        return figure * 1_000
    if unit in _LAKH:
        return figure * 100_000 if monthly else figure
    if unit in _CRORE:
        return figure * 100 if mixed else figure
    return figure


def _usual_period(largest: float, currency: str | None, *, plain: bool, labelled: bool) -> Period | None:
    if not plain:
        return "annual"
    if currency in {"USD", "GBP", "EUR", "CAD", "AUD", "NZD", "SGD", "CHF"}:
        if largest >= 20_000:
            return "annual"
        return "hourly" if labelled and largest < 150 else None
    return "annual" if currency == "INR" and largest >= 150_000 else None
