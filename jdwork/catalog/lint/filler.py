"""Words that say nothing of a role, because the duties of every job have them."""

from __future__ import annotations

_WORDS = """
a ability able about accurate accurately across act actively activities activity adhere advice again all
also an and any appropriate areas as ask aspects assigned assist assistance assists at attend based basis be
been being best better both build builds by can carries carry clear close closely collaborate collaborates
collaborating collaboration collaborative colleagues come communicate communicates communicating
communication company complete completes contribute contributes contributing coordinate coordinates
coordination create creates cross cross-functional culture daily day deadlines deliver deliverables
delivering delivers delivery demonstrate department departments develop develops different do does done
drive drives driving due duties duty each effective effectively efficiency efficient efficiently encourage
engage ensure ensures ensuring environment etc every excellence excellent expectations external fast
feedback field follow following follows for from full functional functions general get give goal goals good
great group groups guidance handle handles hard have having help helps her high high-quality his identifies
identify if implement implements important improve improvement improvements improves in including individual
individuals information initiative initiatives input internal into is issues it its job keep keeps key lead
leads learn learning level liaise maintain maintains make makes manage management manages managing manner
meet meeting meetings meets member members needs new no objectives of on one ongoing operate operations
opportunities or order organisation organization other others our out overall own part participate
participates participating partner partners people perform performance performing performs plan planning
plans positive practices priorities proactive problem problems procedures process processes productivity
professional progress project projects promote provide provides providing quality related relationships
relevant report reports required requirements resolve resolves responsibilities responsibility responsible
results review role run safe self set share shares skills smooth so solution solutions solve solves some
stakeholder stakeholders standard standards status strategies strategy strong such superiors supervisor
support supporting supports task tasks team teammates teams teamwork that the their them they things this
through time timely to together track tracks understand understanding up update updated updates use used
uses using various ways we well what when where which while who will with within work working works you your
"""

FILLER = frozenset(_WORDS.split())
"""Lower case, in the forms in which KRAs have them."""
