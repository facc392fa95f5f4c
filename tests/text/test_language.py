import pytest

from jdwork.text.language import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("You will work with the team and take care of our customers.", "en"),
        ("Nous recherchons une personne pour notre équipe de vente dans la région.", "fr"),
        ("Wir suchen für unser Team eine Person mit Erfahrung und Freude an der Arbeit.", "de"),
        ("Buscamos una persona con experiencia para el equipo de ventas de la empresa.", "es"),
        ("Procuramos uma pessoa com experiência para a nossa equipe de vendas em São Paulo.", "pt"),
        ("Wij zoeken een collega met ervaring voor het team van onze winkel.", "nl"),
        ("私たちは新しい仲間を募集しています。経験は問いません。", "ja"),
        ("Мы ищем опытного пекаря для работы в нашем магазине.", "ru"),
        ("Strong Python skills, SQL data experience, team management required", "en"),
        ("Baker", None),
        ("", None),
        ("12 345 67 89 10 11", None),
    ],
)
def test_languages(text, language):
    assert guess_language(text) == language


def test_a_bilingual_ad_counts_as_english():
    english = "You will bake bread for the customers of our shop and clean the ovens. "
    french = "Vous ferez le pain pour les clients de la boutique et le nettoyage des fours. "
    assert guess_language(french + english) == "en"
    assert guess_language(french * 4) == "fr"
