"""Word lists that tell skills from plain words."""

from __future__ import annotations

_STOP_WORDS = """
a about above after all also am an and any are as at back be best both but by can do down each end even
ever every few first for free from full get go good great had has have he her here him his home how i if
in into is it its job just keep last like line long look make many may me more most much must my new next
no not note now of off on once one only open or other our out over own part per plus self set she show so
some such take team than that the their them then there these they this those time to too top two under
up us use very was way we well were what when where which while who why will with work would year you
your
"""

_PROSE_AFTER = """
a above all an and as at beyond by every for from in into it of on our that the their this to us we with
you your
"""

_FILLER = """
advanced all any basic both current deep demonstrated different either excellent general good latest
least modern multiple other own previous prior proven recent related relevant similar solid some sound
strong such various
"""

_NOT_SKILLS = """
401k 403b abilities ability aed am america any apac april area areas asap aud august b2b b2c ba bachelor
bachelors background bangalore bca bcom be bengaluru big bring bs bsc btech c2c ca cad canada ceo cfo
chennai chf cio client clients college company concepts coo covid covid19 cpo ctc cto customer customers
cv cvs december degree dei delhi different diploma dkk dna dob doe dx ecs eea eeo eeoc effectively emea
english environment environments eoe equivalent est etc eu eur europe examples excellent experience faq
faqs february field fields following friday fte full fulltime gbp gmt goal goals good gst gurgaon h1b hiv
hours hq hr hybrid hyderabad id ideal inc india industries industry inr ist it january jd job july june
knowledge kra kras least level lgbt lgbtq lgbtqia llc llp london lpa ltd m1 ma march master masters mba
mca md me monday months more ms msc mtech multiple mumbai must na nda new ngo nice no noida november nyc
october oem offers ok okr one onsite ontario oral others pa part pc pdf people phd plus pm po practices
preferred prerequisite principles private pst pte pto public pune pvt pwd q1 q2 q3 q4 ref related
relevant remote required roi role rsu saturday school self september services sgd signed similar skill
skills sla sme smes software sop sops spoc spoken strong sunday svp system systems table tbd team teams
technologies technology three thursday time to tools toronto tuesday two tx uae uk understanding
university us usa usd ux various vat verbal veteran veterans vp w2 wednesday wfh within work working
written year years yoe yoy yrs
"""

_PHRASE_BREAKS = """
able across against already along although always among and another anyone around aspect aspects based
because become being believe below beside between beyond bring care come comfortable committed could
currently daily day days deliver demonstrated desire desired directly during either enable enjoy ensure
ensuring etc excited existing experienced familiar familiarity feel find focus focused following furthermore
further gain give given gives going happy help helping here ideal ideally include included includes
including join keen know knowing known least let lets like likely live love mainly means meet might mind
must near necessary need needed needs never nice often only onto or ours outside passion passionate per
please plus possess possible preferably preferred prior provide provided providing quickly rather ready
really regarding related relevant required requires responsible right same see seek several shall should
simply since sound still successful successfully such support supporting than thanks therefore think thrive
throughout together toward towards understand unless until upon used using usually various via want wants
ways whatever whenever whether whilst willing within without working works world worldwide would yet yours
yourself you’ll you're we're contribute contributing participate drive driving take taking lead leading own
owning play playing part work years year months month time full-time part-time day-to-day new great good
best better strong proven
"""

_PHRASE_EDGES = """
ability abilities advantage application area areas aspect aspects background basic basics bonus capability
concept concepts etc e.g eg excellent experience expert expertise familiarity field fields fluent framework
frameworks fundamentals general hands-on high high-quality ideally in-depth industry key knowledge language
languages large large-scale level levels method methodologies methodology methods modern platform platforms
practice practices principle principles proficiency proficient process processes similar skill skills
solution solutions standard standards system systems technique techniques technologies technology tool
toolset tooling tools understanding use usage experiences familiar various
"""

_QUALIFICATIONS = """
degree degrees bachelor bachelors bachelor's master masters master's diploma phd bsc msc ba bs ms
"""

_PEOPLE = """
team teams department departments company companies developer developers engineer engineers manager managers
specialist specialists analyst analysts architect architects professional professionals expert experts lead
leads leader leaders group groups unit division office offices staff colleagues community stakeholders
customers clients partners people students administrator consultant consultants designer designers director
organization organisation function functions person people's scientist scientists
"""

_THINGS = """
platform platforms solution solutions product products industry market markets business service services
provider sector space world startup firm journey culture event events lunch classes courses course tickets
"""

STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Plain words that no alias may be split into, and that count as a skill in capitals only (IT, OR)."""

PROSE_AFTER = frozenset(_PROSE_AFTER.split())
"""Words that, behind a capitalised word starting a sentence, show it to be a plain word ("Excel in")."""

FILLER = frozenset(_FILLER.split())
"""Words that may stand before a skill and are no part of its name."""

NOT_SKILLS = frozenset(_NOT_SKILLS.split())
"""Words and abbreviations of job ads that look like skills and are none."""

PHRASE_BREAKS = frozenset(_PHRASE_BREAKS.split())
"""Words that no name of a skill goes across, beside the plain words."""

PHRASE_EDGES = frozenset(_PHRASE_EDGES.split())
"""General words that are cut from the edges of a phrase ("solid X skills" gives X)."""

QUALIFICATIONS = frozenset(_QUALIFICATIONS.split())
"""Words that make a phrase a degree: asked for, but no skill."""

PEOPLE = frozenset(_PEOPLE.split())
"""Words behind a name that make it the name of people or their place in a company."""

THINGS = frozenset(_THINGS.split())
"""Words behind a name that make it the name of what a company is or sells."""
