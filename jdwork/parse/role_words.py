"""The words that job titles are made of: head nouns with their archetype, and what is only noise."""

from __future__ import annotations

from typing import Final


def word_set(words: str) -> frozenset[str]:
    """The words of a text as a set.

    Parameters
    ----------
    words
        Words with white space between them.

    Returns
    -------
    frozenset[str]
        Without repetition.
    """
    return frozenset(words.split())


_HEADS: Final[dict[str, str]] = {
    "Engineering": (
        "engineer developer programmer architect coder devops sre sdet tester dba technologist webmaster "
        "devsecops roboticist integrator sysadmin pentester"
    ),
    "Analysis": (
        "analyst statistician actuary economist underwriter appraiser estimator quant planner modeler "
        "adjuster surveyor biostatistician demographer forecaster"
    ),
    "Design": (
        "designer artist animator illustrator stylist draftsman drafter writer copywriter editor "
        "photographer videographer author musician composer actor model translator draughtsman "
        "draughtsperson draftsperson modeller decorator journalist columnist correspondent blogger "
        "proofreader choreographer dancer actress sculptor cartoonist retoucher engraver florist jeweller "
        "jeweler goldsmith potter puppeteer announcer screenwriter playwright novelist linguist "
        "lexicographer"
    ),
    "Management": (
        "manager director head president vp ceo cto cfo coo cio ciso chief owner master lead leader "
        "supervisor foreman superintendent controller principal partner founder avp evp svp coach "
        "headteacher overseer"
    ),
    "Operations": (
        "operator coordinator dispatcher driver courier picker packer loader buyer merchandiser expediter "
        "scheduler handler pilot captain conductor stocker storekeeper logistician inspector collector "
        "trucker stacker forwarder stevedore expeditor purser sailor seaman deckhand boatswain packager "
        "deliverer hauler"
    ),
    "Sales": (
        "salesperson salesman saleswoman seller telecaller marketer marketeer realtor broker telemarketer "
        "agent marketing sales evangelist promoter auctioneer fundraiser dealer saleslady"
    ),
    "Service": (
        "server waiter waitress bartender barista cashier host hostess receptionist housekeeper cleaner "
        "janitor chef cook baker steward attendant concierge guard officer representative barber "
        "hairdresser beautician porter valet dishwasher bellman busser firefighter policeman referee "
        "umpire official helper therapist usher maid sommelier constable sergeant detective sheriff "
        "deputy marshal lieutenant ranger warden trooper fireman doorman bouncer watchman custodian "
        "caretaker lifeguard bellhop barman barmaid mixologist stewardess houseperson manicurist "
        "cosmetologist esthetician aesthetician undertaker embalmer mortician pastor chaplain priest "
        "commissioner"
    ),
    "Care": (
        "nurse doctor physician surgeon dentist pharmacist caregiver carer nanny paramedic midwife "
        "psychologist psychiatrist physiotherapist dietitian nutritionist phlebotomist veterinarian "
        "hygienist optometrist radiographer counselor counsellor anesthesiologist cardiologist babysitter "
        "chiropractor dermatologist gynecologist hospitalist rn lpn cna pathologist pediatrician "
        "podiatrist radiologist sonographer aide orthodontist endodontist periodontist prosthodontist "
        "neurologist oncologist urologist psychotherapist neuropsychologist audiologist optician "
        "dietician internist paediatrician gynaecologist anaesthetist anesthetist masseuse masseur "
        "acupuncturist osteopath physio clinician caseworker emt doula orderly"
    ),
    "Education": (
        "teacher tutor lecturer professor instructor trainer educator librarian faculty dean headmaster "
        "preceptor paraeducator headmistress invigilator paraprofessional facilitator proctor"
    ),
    "Administration": (
        "administrator assistant secretary clerk accountant bookkeeper recruiter typist auditor treasurer "
        "payroller registrar archivist generalist teller preparer cpa sourcer originator hrbp banker "
        "curator examiner assessor biller transcriptionist stenographer timekeeper purchaser headhunter "
        "paraplanner adjudicator investigator stocktaker"
    ),
    "Research": (
        "scientist researcher chemist biologist physicist mathematician geologist ecologist botanist "
        "microbiologist toxicologist hydrologist meteorologist epidemiologist historian archaeologist "
        "sociologist biochemist geneticist fellow agronomist anthropologist astronomer astrophysicist "
        "bacteriologist biometrician cartographer conservationist criminologist entomologist forester "
        "geographer geophysicist geoscientist horticulturist hydrogeologist immunologist metallurgist "
        "methodologist oceanographer pharmacologist physiologist seismologist virologist zoologist"
    ),
    "Trades": (
        "electrician plumber carpenter welder mechanic machinist mason painter fitter technician "
        "installer repairer labourer laborer roofer millwright cutter turner gardener landscaper tailor "
        "butcher farmer builder groundskeeper maintainer joiner fabricator glazier pipefitter steamfitter "
        "gasfitter plasterer rigger driller miner blacksmith sawyer upholsterer cabinetmaker toolmaker "
        "patternmaker boilermaker ironworker insulator lineman wireman repairman craftsman craftswoman "
        "handyman seamstress dressmaker cobbler shoemaker watchmaker brewer fisherman beekeeper "
        "farmworker plater bricklayer scaffolder tiler weaver molder moulder agriculturist"
    ),
    "Legal": (
        "lawyer attorney paralegal solicitor barrister advocate counsel judge notary conveyancer "
        "arbitrator mediator magistrate prosecutor"
    ),
}

ARCHETYPE_BY_HEAD: Final[dict[str, str]] = {
    head: archetype for archetype, heads in _HEADS.items() for head in heads.split()
}
"""Head noun of a title (singular, lower case) to the archetype it belongs to."""

OPEN_HEADS: Final[frozenset[str]] = word_set(
    "executive specialist consultant associate advisor adviser expert officer representative "
    "strategist assistant intern trainee apprentice coordinator operator worker staff crew "
    "attendant practitioner ambassador technician contractor professional member lead leader "
    "champion partner resource generalist freelancer"
)
"""Heads that say little without the word before them (``HR executive``, ``sales associate``)."""

HEADS: Final[frozenset[str]] = frozenset(ARCHETYPE_BY_HEAD) | OPEN_HEADS
"""Every word that a title may end in."""

ARCHETYPE_BY_FIELD: Final[tuple[tuple[str, str], ...]] = (
    ("business development", "Sales"),
    ("account executive", "Sales"),
    ("account manager", "Sales"),
    ("customer success", "Service"),
    ("security officer", "Service"),
    ("personal trainer", "Service"),
    ("fitness trainer", "Service"),
    ("administrative", "Administration"),
    ("loan officer", "Sales"),
    ("environmental specialist", "Research"),
    ("data scientist", "Analysis"),
    ("scrum master", "Management"),
)
"""Phrases that settle the archetype before any head noun does."""

ARCHETYPE_BY_MODIFIER: Final[dict[str, str]] = {
    **dict.fromkeys(
        word_set(
            "software web backend frontend fullstack mobile android ios cloud devops network system systems "
            "database server linux windows salesforce sap sql java python php .net security cybersecurity "
            "infrastructure it qa desktop embedded automation testing development engineering programming "
            "data wordpress oracle erp crm nodejs react angular flutter technical"
        ),
        "Engineering",
    ),
    **dict.fromkeys(
        word_set("sales marketing seo smm ppc leasing insurance retail advertising brand growth presales"),
        "Sales",
    ),
    **dict.fromkeys(
        word_set(
            "hr recruitment talent payroll accounts accounting office finance tax billing admin "
            "administration procurement purchase banking credit loan medical compliance"
        ),
        "Administration",
    ),
    **dict.fromkeys(word_set("customer client support guest food hospitality beauty"), "Service"),
    **dict.fromkeys(
        word_set("operations logistics warehouse supply inventory production shipping store"), "Operations"
    ),
    **dict.fromkeys(word_set("content creative graphic design ui ux social multimedia video"), "Design"),
    **dict.fromkeys(word_set("legal litigation"), "Legal"),
    **dict.fromkeys(word_set("care health patient nursing clinical"), "Care"),
    **dict.fromkeys(word_set("research"), "Research"),
    **dict.fromkeys(word_set("analytics bi intelligence business"), "Analysis"),
    **dict.fromkeys(word_set("teaching education learning"), "Education"),
}
"""What an open head takes its archetype from: the nearest word before it that is found here."""

TITLE_HEADS: Final[frozenset[str]] = word_set(
    "maker tender setter assembler finisher grinder mixer checker grader sorter feeder trimmer washer "
    "reporter trader filler polisher runner keeper puller carrier player printer winder servicer "
    "guide presser monitor erector stripper roller stitcher sprayer interpreter creator reader dresser "
    "negotiator sander marker detailer blender mounter hanger fixer performer wrapper weigher caster "
    "restorer applicator burner reviewer selector breeder interviewer hunter anchor organizer organiser "
    "publisher unloader bender coater observer carver diver breaker screener caller singer remover "
    "responder lender sampler shopper navigator evaluator groomer grower harvester shipper mover "
    "messenger mentor scout minister closer boy man woman girl hand person operative processor producer "
    "presenter demonstrator hacker incharge tech layer sewer logger roaster rider scholar visualizer"
)
"""Words that titles end in as well, but that mean other things in running text."""

GENERIC: Final[frozenset[str]] = word_set(
    "candidate person individual people professional member talent someone anyone applicant player "
    "employee colleague team company organization client customer user partner hire position role "
    "job opportunity expert worker staff graduate student fresher builder thinker learner "
    "communicator self-starter associate leader lead manager officer specialist executive "
    "consultant intern trainee assistant contractor freelancer resource head representative "
    "coordinator owner director supervisor agent model host partner champion advisor adviser "
    "practitioner ambassador official master chief helper apprentice generalist strategist crew "
    "operator attendant fellow president principal founder"
)
"""Heads that are no role when they stand alone in running text."""

ADJECTIVES: Final[frozenset[str]] = word_set(
    "a an the our your direct motivated self-motivated highly experienced skilled talented great good "
    "excellent outstanding exceptional strong passionate dynamic energetic enthusiastic dedicated "
    "committed creative innovative detail-oriented result-oriented results-oriented results-driven "
    "result-driven driven qualified competent proactive reliable responsible organized organised "
    "ambitious smart bright brilliant capable proficient knowledgeable seasoned professional "
    "friendly hard-working hardworking full-time part-time fulltime parttime permanent temporary "
    "contract freelance remote immediate several multiple some new additional another more many one "
    "two three few young savvy tech-savvy customer-focused curious versatile resourceful adaptable "
    "hands-on very extremely well really truly fantastic amazing awesome superstar rockstar top "
    "best high-performing highly-motivated highly-skilled first exciting unique analytical seeking "
    "currently actively urgently of for and or as is be who with collaborative articulate focused "
    "forward-thinking accomplished expert local independent inspired compassionate caring positive "
    "outgoing next ideal right perfect post self new methodical thorough most diverse passion "
    "filled passion-filled best-in-class world-class appropriate trusted suitable potential "
    "prospective available open following fresh aspiring budding"
)
"""Praise and filler that stands before a role in running text."""

SENIORITY: Final[frozenset[str]] = word_set(
    "senior junior mid midlevel entrylevel experienced fresher freshers skilled i ii iii iv l1 l2 l3 l4"
)
"""Level words; taken out of a normalised title wherever they stand."""

LEADING_SENIORITY: Final[frozenset[str]] = word_set(
    "lead principal staff associate trainee graduate distinguished"
)
"""Level words only in front of the rest (``Lead Developer``, but not ``Team Lead``)."""

TERMS: Final[frozenset[str]] = word_set(
    "remote onsite hybrid offsite wfh wfo fulltime parttime permanent temporary temp contract contracts "
    "contractual freelance urgent urgently immediate immediately required require requirement "
    "requirements needed wanted hiring opening openings vacancy vacancies job jobs position "
    "positions role roles opportunity walkin w2 c2c corp perm ftc fte apply now multiple casual "
    "seasonal prn hire hires joining noncertified hourly male female weekend weekends nights evenings"
)
"""Contract, place-of-work and advertising words: no part of a title's name, save for `NAMED_BEFORE`."""

NAMED_BEFORE: Final[dict[str, frozenset[str]]] = {
    term: word_set(heads)
    for term, heads in {
        "contract": "manager management administrator administration specialist negotiator officer analyst "
        "coordinator director lawyer attorney law",
        "contracts": "manager management administrator administration specialist negotiator officer analyst "
        "coordinator director lawyer attorney engineer",
        "requirement": "engineer analyst manager specialist",
        "requirements": "engineer engineering analyst analysis manager management lead specialist developer",
        "job": "coach developer captain analyst costing estimator setter shop placement",
        "jobs": "developer adviser advisor",
        "hiring": "manager coordinator specialist",
        "hire": "trainer car",
        "role": "player",
        "remote": "sensing pilot",
        "urgent": "care",
        "immediate": "care",
        "hybrid": "mobile app application cloud vehicle",
        "permanent": "way makeup",
        "casual": "dining",
        "position": "classification",
    }.items()
}
"""Words before which a word of `TERMS` is part of a name ("requirements engineer", "urgent care nurse")."""
