"""A cheap guess at the language of a text, from its script and its commonest words."""

from __future__ import annotations

import re

_PUNCTUATION = ".,;:!?()[]\"'“”•*-–/"
_OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u3040-\ud7af]")
_SAMPLE = 3000
_ENOUGH_WORDS = 5
_ENGLISH_SHARE = 0.35
_CLEARLY_ENGLISH = 0.25

_PROFILES: dict[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in {
        # The content words let an English list of bullets without any article pass for what it is.
        "en": """
            the and of to in for with you our we is are will as be on or that this your at by an from
            have must should their it who what not all any experience work working team skills business
            job role knowledge ability years strong management development required preferred
            responsibilities requirements support data customer including good full time
        """,
        "fr": """
            le la les des et de du en un une pour vous nous dans sur est sont avec votre notre au aux
            qui que par ou vos nos ce cette plus travail équipe expérience poste entreprise
        """,
        "de": """
            der die das und ist sind mit für von zu den dem ein eine einen wir sie du dich deine ihre
            unser unsere im auf bei oder als auch nicht sowie dir ihr bist erfahrung kenntnisse aufgaben
            arbeit
        """,
        "es": """
            el los las y de en un una para con por que se su sus es son del al nuestro nuestra como más
            tu o equipo experiencia trabajo empresa conocimientos años desarrollo
        """,
        "pt": """
            o os as e de em um uma para com por que se seu sua é são do da dos das ao no na nos nas
            nosso nossa você como mais ou equipe experiência trabalho empresa conhecimento anos
            desenvolvimento
        """,
        "it": """
            il lo gli le e di in un una per con che si è sono del della dei delle al alla nel nella
            nostro nostra come più tuo lavoro esperienza azienda conoscenza anni sviluppo
        """,
        "nl": """
            de het een en van voor met je jij wij we ons onze is zijn op aan bij als ook niet te dat die
            jouw naar om uit ervaring werk functie kennis binnen
        """,
        "sv": """
            och att det som en ett för med av är på du vi till i den om har kan vår våra din eller inom
            erfarenhet arbete
        """,
        "da": """
            og at det som en et for med af er på du vi til den om har kan vores din eller inden erfaring
            arbejde
        """,
        "pl": """
            i w na do z się że jest oraz dla przez od o nie jak ale lub nasz twoje praca doświadczenie
            pracy znajomość
        """,
        "tr": """
            ve bir bu için ile olarak olan da de en iş deneyim çalışma ekip olmak sahibi konusunda ya
        """,
        "id": """
            dan yang di untuk dengan dari pada ini dalam atau kami anda kerja pengalaman memiliki
            minimal mampu
        """,
        "ro": """
            și de la în cu pe pentru un o este sunt din care sau nu mai experiență muncă echipa
        """,
        "cs": "a v na se je s pro že to z do o i jako nebo práce zkušenosti jsme naše",
    }.items()
}

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def guess_language(text: str) -> str | None:
    """Guess the language that most of a text is written in.

    A text that is at least about a third as English as it is anything else counts as English:
    bilingual ads can be read.

    Parameters
    ----------
    text
        Cleaned text; its first 3,000 characters are looked at.

    Returns
    -------
    str or None
        ISO 639-1 code, or None where there are fewer than five words or none that tell.
    """
    sample = text[:_SAMPLE]
    if not sample.isascii() and len(_OTHER_SCRIPT.findall(sample)) >= _ENOUGH_WORDS:
        latin = len(_LATIN.findall(sample))
        counts = {code: len(pattern.findall(sample)) for code, pattern in _SCRIPTS}
        # Japanese is written with Chinese characters too: some kana settle it.
        if counts["ja"] * 10 >= counts["zh"]:
            counts["ja"] += counts.pop("zh")
        code, most = max(counts.items(), key=lambda item: item[1])
        # One such character says about as much as three letters of an alphabet do in ja and zh.
        if most * (3 if code in ("ja", "zh", "ko") else 1) > latin and most >= _ENOUGH_WORDS:
            return code
    words = [word.strip(_PUNCTUATION) for word in sample.lower().split()]
    if len(words) < _ENOUGH_WORDS:
        return None
    # Most ads are English, and then one count settles it.
    if sum(map(_PROFILES["en"].__contains__, words)) >= _CLEARLY_ENGLISH * len(words):
        return "en"
    scores = {code: sum(map(profile.__contains__, words)) for code, profile in _PROFILES.items()}
    best = max(scores, key=lambda code: scores[code])
    if scores[best] < 2:
        return None
    return "en" if scores["en"] >= _ENGLISH_SHARE * scores[best] else best
