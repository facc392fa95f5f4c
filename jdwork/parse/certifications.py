"""Certificates and licences by name, as the JD writes them."""

from __future__ import annotations

import re

from jdwork.parse.reading import Quoted, Reading, matches_from, starts_of
from jdwork.parse.role_words import word_set

_EXACT = re.compile(
    r"(?<![\w/-])(?:PMP|PMI-ACP|CAPM|PRINCE ?2|CSM|CSPO|PSM(?: ?I{1,3})?|SAFe(?: Agilist)?|CCNA|CCNP"
    r"|CCIE|CCENT|CompTIA(?: (?:A\+|Network\+|Security\+|Linux\+|Server\+|Cloud\+|CySA\+))?"
    r"|CISSP|CISM|CISA|CRISC|CGEIT|CEH|OSCP|GIAC|GSEC|GCIH|CCSP|SSCP|RHCE|RHCSA|MCSE|MCSA|MCP|MCSD|MCTS"
    r"|ITIL(?: ?[vV]?\d)?(?: Foundation)?|TOGAF|CBAP|CCBA"
    r"|CPA|CMA|CFA(?: Level (?:I{1,3}|\d))?|ACCA|FRM|CFP|CIA|NISM|FINRA|PHR|SPHR|SHRM-?(?:CP|SCP)|CIPD"
    r"|CIPP|LEED(?: AP| Green Associate)?"
    r"|EIT|FE/EIT|P\.? ?Eng\.?|PE|CPR|BLS|ACLS|PALS|NRP|TNCC|ACSM|NASM|NSCA|CSCS|ISSA|ServSafe|CDL|TEFL"
    r"|TESOL|CELTA|QTS|CCRN|CNOR|CNA|RN|LPN|CWI|NMLS|OSHA[ -]?(?:10|30)|EPA 608|ASE)(?![\w+-])\+?"
)
_VENDOR = re.compile(
    r"\b(?:AWS|Amazon|Microsoft|Azure|Google(?: Cloud)?|Salesforce|Oracle|Red ?Hat|Cisco|VMware|SAP"
    r"|HubSpot|Adobe|Tableau|Scrum"
    r"|Kubernetes|Databricks|Snowflake|ISTQB|SAS)[ -](?:Certified(?: [A-Z][\w&/+-]*){1,5}"
    r"|Certifi(?:cation|ed)\b(?: [A-Z][\w&/+-]*){0,4})"
    r"|\bCertified[ -](?:Scrum|Public|Information|Ethical|Professional|Financial|Management|Internal"
    r"|Nursing|Kubernetes|Fraud|Personal"
    r"|Product|Cloud|Solutions|Associate|Supply|Safe|Energy|Medical|Welding|Payroll|Playground|Pool"
    r"|Pharmacy|Dietary)(?: [A-Z][\w&/+-]*){1,4}"
)
_PLAIN = re.compile(
    r"\b(?:(?:lean )?six sigma(?: (?:green|black|yellow|master black) belt)?|istqb"
    r"|(?:a )?valid (?:class [a-z0-9]+ )?driver['’]?s?['’]? licen[cs]e"
    r"|driv(?:er['’]?s?['’]?|ing) licen[cs]e|class [a-d1-5] licen[cs]e|certified scrum master"
    r"|certified public accountant|chartered accountant(?=\b(?!cy))"
    r"|certified personal trainer|certified kubernetes administrator|food (?:handlers?"
    r"|safety)(?:['’]s)? (?:card|certificat(?:e|ion))|first aid(?:(?:/| and | & )cpr)?(?: certificat(?:e"
    r"|ion))?"
    r"|(?:state |current |valid |active )?(?:teaching|nursing|rn|registered nurse|professional engineer"
    r"|pe|real estate|insurance|liquor|forklift|bar|cosmetology|pharmacist|mortgage|loan originator"
    r"|medical|teacher)(?:['’]s)? (?:licen[cs]e|certificat(?:e|ion))"
    r"|scrum master certification|project management professional|security clearance certification"
    r"|series (?:\d{1,2}(?:(?:,| and| or|/|, and)? ?)){1,4})(?!\w)",
)
_EXACT_START = re.compile("[ABCEFGILMNOPQRST]")
# What every such name holds: a look for it costs a tenth of the pattern.
_VENDOR_SIGN = "ertifi"
_PLAIN_SIGNS = (
    "licen", "certif", "sigma", "istqb", "food ", "first aid", "series ", "chartered",
    "project management professional",
)  # fmt: skip
# Two letters or a common word: a certificate only where the sentence speaks of one.
_DOUBTFUL = word_set(
    "PE RN EIT FE/EIT MCP CIA FRM CMA ASE SAFe PSM CNA LPN NISM FINRA CFP BLS PALS GIAC CPR ISSA CSM MCTS"
)
_SPOKEN_OF = re.compile(
    r"certif|licen[cs]|accredit|registered|registration|regist|credential|qualif|designation|preferred"
    r"|required|exam|trained"
)


def find_certifications(reading: Reading) -> list[Quoted[str]]:
    """Certificates and licences that a JD names.

    Parameters
    ----------
    reading
        The prepared document.

    Returns
    -------
    list[Quoted[str]]
        As written, each once, in the order of the text. A completion certificate that the company hands
        out is none.
    """
    spans: list[tuple[int, int]] = []
    taken = bytearray(len(reading.text))
    text, lower = reading.text, reading.lower
    looks = [matches_from(starts_of(_EXACT_START, text), _EXACT, text)]
    if any(sign in lower for sign in _PLAIN_SIGNS):
        looks.insert(0, _PLAIN.finditer(lower))
    if _VENDOR_SIGN in text:
        looks.insert(0, _VENDOR.finditer(text))
    for matches in looks:
        for match in matches:
            start, end = match.start(), match.end()
            while end > start and reading.text[end - 1] in " ,/":
                end -= 1
            if taken.find(1, start, end) >= 0:
                continue
            if reading.kind_at(start) in {"perks", "equal_opportunity"}:
                continue
            if match.group() in _DOUBTFUL and not _near_licence(reading, start, end):
                continue
            spans.append((start, end))
            taken[start:end] = b"\x01" * (end - start)
    found: dict[str, Quoted[str]] = {}
    for start, end in sorted(spans):
        text = " ".join(reading.quote(start, end).split())
        text = re.sub(r"^(?:a valid|valid|a|current|active)\s+", "", text, flags=re.I)
        first = end - len(text) if reading.text[end - len(text) : end] == text else start
        found.setdefault(text.lower().replace("’", "'"), Quoted(text, first, end))
    return list(found.values())


def _near_licence(reading: Reading, start: int, end: int) -> bool:
    low, high = reading.clause(start, end, reach=80)
    return _SPOKEN_OF.search(reading.lower, low, high) is not None
