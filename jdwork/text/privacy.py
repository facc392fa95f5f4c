"""Masking contacts: e-mail addresses, phone numbers and personal profiles become fixed words.

Masking comes before everything else, so that nothing that is stored, shown or sent holds the contact; offsets
refer to the masked text. A phone number is recognised by what stands before it, or by a shape that no other
figure has; salaries, years, dates, versions and the numbers of vacancies stay.
"""

from __future__ import annotations

import re

E_MAIL, PHONE, PROFILE = "[e-mail]", "[phone]", "[profile]"

# Every quantifier is bounded or possessive: the time taken is linear in the text.
_DOMAIN = r"(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?!\w)"
_AT_SIGN = re.compile(rf"(?<![\w.+%-])[\w.+%'’-]{{1,64}}+[ \t]?[@＠][ \t]?{_DOMAIN}")
_END = r"(?:com|org|net|info|biz|edu|gov|in|io|co|uk|us|ca|au|nz|de|at|ch|fr|es|it|nl|eu|pl|ie|sg|ae|za|ai)"
_DOT = r"(?:[ \t]{0,2}[\[({<][ \t]?dot[ \t]?[\])}>][ \t]{0,2}|[ \t]{1,2}dot[ \t]{1,2})"
_SPELLED = re.compile(
    rf"(?<![\w.+%-])[\w.+-]{{2,64}}+(?:[ \t]{{0,2}}[\[({{<][ \t]?(?:at|@)[ \t]?[\])}}>][ \t]{{0,2}}"
    rf"[\w-]{{1,63}}(?:(?:\.|{_DOT})[\w-]{{2,24}}){{1,4}}"
    rf"|[ \t]at[ \t][\w-]{{1,63}}(?:{_DOT}[\w-]{{2,24}}){{0,3}}{_DOT}{_END})(?!\w)",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?:https?://)?(?:[a-z]{1,5}\.){0,2}(?:linkedin\.com/(?:in|pub)/|xing\.com/profile/|wa\.me/|t\.me/"
    r"|whatsapp\.com/send/?\?phone=)[^\s<>\"'()\[\]{}|,;]{2,200}",
    re.IGNORECASE,
)
# " / " parts two numbers, "030/1234567" is one.
_GAP = r"(?:[ \t\u00a0.()‐‑–-]{0,3}|/)"
_DIGITS = rf"[+(]{{0,3}}\d(?:{_GAP}\d){{6,14}}(?!\d|[.,]\d)"
_EXTENSION = r"(?:[ \t,]{0,3}(?:ext(?:ension|n)?\.?|x)[ \t:]{0,2}\d{1,5}(?!\d))?"
_LABELLED = re.compile(
    r"(?P<label>(?<!\w)(?:(?:tele)?phones?|tel|mob(?:ile)?s?|cell(?:phone)?|ph|call|dial|text|ring|sms|fax"
    r"|whats\s?app|contact|hotline|helpline|reach|[tmp](?=:))"
    r"(?:[ \t]{1,2}(?:us|me|him|her|hr|no|number|nos|num|numbers|phone|mobile|call|person|details?|is|at|on"
    r"|or|to|the|our|out|now|directly|today|whatsapp|text|and|via)\b|[ \t./:#&()=-]){0,10})"
    rf"(?P<number>{_DIGITS}){_EXTENSION}",
    re.IGNORECASE,
)
_SHAPES = re.compile(
    r"(?<![\w.,/@#=+-])(?:"
    rf"(?:\+[ \t(]{{0,2}}|\(?00)[1-9](?:{_GAP}\d){{7,13}}"  # +44 (0)20 7946 0958, 0049 30 123456
    rf"|\(?0[1-9](?:{_GAP}\d){{7,9}}"  # 020 7946 0958, 01 23 45 67 89, 030/1234567
    r"|(?:1[ .-])?(?:\([2-9]\d\d\)[ ]{0,2}|[2-9]\d\d[ .‐‑–-])\d{3}[ .‐‑–-]\d{4}"  # (555) 123-4567
    r"|\((?!19|20)\d{2,4}\)[ ]?\d{3,5}[ -]?\d{3,5}"  # (11) 91234-5678
    r"|[6-9]\d{4}[ -]?\d{5}"  # 98765 43210
    r"|1[3-9]\d[ -]\d{4}[ -]\d{4}"  # 138 1234 5678
    r"|1[38]00[ -]\d{3}[ -]\d{3}"  # 1300 123 456
    rf")(?!\d|[.,]\d|\w){_EXTENSION}",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d"
    r"|(?:19|20)\d\d[./-](?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12]\d|3[01])[./-](?:19|20)\d\d"
    r"|(?:0[1-9]|1[0-2])[./-](?:19|20)\d\d)(?!\d)"
)
_YEARS = re.compile(r"(?:19|20)\d\d[ \t]?[–/-][ \t]?(?:19|20)\d\d(?!\d)")
_NUMBERED = re.compile(
    r"(?:\bid|\bref(?:erence)?|\breq(?:uisition|n)?|\bvacancy|\bposting|\bjob|\bposition|\bcode|\bpin|\bzip|\bisbn"
    r"|\bgstin?|\bvat|\babn|\baccount|\ba/c|\border|\bticket|\blicen[cs]e|\bregistration|\breg|\bversion|#)"
    r"[ \t:#.()=-]{0,4}(?:id|no|nr|number|code|is)?[ \t:#.()=-]{0,4}\Z",
    re.IGNORECASE,
)
_ZIP_PLUS_FOUR = re.compile(r"\d{5}-\d{4}")
_MONEY_BEFORE = re.compile(
    r"(?:[$€£₹¥]|\b(?:usd|eur|gbp|inr|rs|aud|cad|sgd|aed|zar|chf)\.?)[ \t]{0,2}\Z", re.IGNORECASE
)
_MONEY_AFTER = re.compile(
    r"[ \t]{0,2}(?:[%$€£₹¥]|/-|(?:usd|eur|gbp|inr|lpa|lakhs?|crores?|per|p\.?a|a year|k)\b)", re.IGNORECASE
)


def mask_contacts(text: str) -> str:
    """Replace e-mail addresses, phone numbers and personal profiles by `E_MAIL`, `PHONE` and `PROFILE`.

    Parameters
    ----------
    text
        Any text, of any length; the time taken is linear in it.

    Returns
    -------
    str
        The text with each contact replaced; masking it again changes nothing. Addresses that are spelled out
        (``name (at) firm dot com``) are masked too; names of persons and firms are not.
    """
    if "@" in text or "＠" in text:
        text = _AT_SIGN.sub(E_MAIL, text)
    if _SPELLED_SIGN.search(text):
        text = _SPELLED.sub(E_MAIL, text)
    if _PERSON_SIGN.search(text):
        text = _PERSON.sub(PROFILE, text)
    if _ENOUGH_DIGITS.search(text):
        text = _LABELLED.sub(_after_label, text)
        text = _SHAPES.sub(_by_shape, text)
    return text


_SPELLED_SIGN = re.compile(r"(?:[\[({<]|[ \t])(?:at|@)(?:[\])}>]|[ \t])", re.IGNORECASE)
_PERSON_SIGN = re.compile(r"(?:/in/|/pub/|/profile/|\.me/|phone=)", re.IGNORECASE)
_ENOUGH_DIGITS = re.compile(rf"\d(?:{_GAP}\d){{6}}")


def _after_label(match: re.Match[str]) -> str:
    if _is_date(match["number"]):
        return match[0]
    return match["label"] + PHONE


def _by_shape(match: re.Match[str]) -> str:
    found, text = match[0], match.string
    before = text[max(0, match.start() - 30) : match.start()]
    if _is_date(found) or _ZIP_PLUS_FOUR.fullmatch(found):
        return found
    if _NUMBERED.search(before) or _MONEY_BEFORE.search(before):
        return found
    if _MONEY_AFTER.match(text, match.end(), match.end() + 12):
        return found
    return PHONE


def _is_date(number: str) -> bool:
    return _DATE.search(number) is not None or _YEARS.search(number) is not None
