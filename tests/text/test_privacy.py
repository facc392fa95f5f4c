"""Contacts are masked, and no other figure is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.text.privacy import E_MAIL, PHONE, PROFILE, mask_contacts

PHONES = """
Call 555-123-4567 today|Phone: (555) 123-4567 ext. 89|+1 555 123 4567|1-800-555-0199|555.123.4567
+44 20 7946 0958|+44 (0)20 7946 0958|020 7946 0958|07700 900123|07700900123|+49 30 901820|030/901820-15
0171 1234567|+33 1 23 45 67 89|01 23 45 67 89|+91-98765-43210|+91 9876543210|9876543210|98765 43210
Mob: 9876543210|contact HR on 9876543210|WhatsApp: 98765-43210|022-24681357|+61 412 345 678|0412 345 678
1300 123 456|(11) 91234-5678|138 1234 5678|03-1234-5678|Tel: 6123 4567|Tel. 912 345 678|T: 0161 496 0000
call us at 555-0123 now|044 668 18 00|00353 1 234 5678|Contact number - 080 4123 4567|tel:+15551234567
Phone number is 9123456780|(022) 2468 1357|+55 (11) 91234-5678|Fax +41 44 668 18 00|+7 (495) 123-45-67
Contact: 98765 43210 / 98765 43211
"""
ADDRESSES = """
jane.doe@firm.com|jobs@firm.co.uk|Email:jane_d+cv@mail.firm.io.|jane (at) firm dot com
jane [at] firm [dot] com
jane at firm dot co dot uk|jane(at)firm.com|jane @ firm.com|JANE@FIRM.COM|mailto:jane@firm.com|jané@firm.fr
jane{at}firm{dot}in|o'neil@firm.ie
"""
PROFILES = "linkedin.com/in/jane-doe|https://www.linkedin.com/in/jane|wa.me/919876543210"
OTHERS = """
$120,000 - $150,000 per year|50000 - 60000 USD|₹ 12,00,000 - 15,00,000|800000-1200000 per annum|2015-2020
2019 - 2023|01/02/2024|2024-01-15|15.01.2024 - 30.06.2024|01/2024-05/2025|Req 9876543210|Version 10.0.19045
Requisition ID: 9123456789|Job ID 555-123-4567|JR-2024-00012345|R0012345678|#9876543210|10.15.7.2034
192.168.100.200|40.7128, -74.0060|40.712812 74.006012|24/7/365|09:00-17:30|0900-1700|100 000 200 000 EUR
3-5 years 10+ years|1 000 000 users|ISO 27001 22301|GSTIN 9876543210|5000000000 rows|C++ 11 14 17 20
1700000000|401(k) 2024|look at the big red dot on maps|work at firm dot matrix|Rs. 9876543210|9876543210 INR
ZIP 90210-1234|Bath, ME 04530-1905|10-12-14 16 18 20|(2020) 12345 6789|Call for 2024-01-15|contact 2015-2020
@company|meet @ 5 pm|linkedin.com/company/firm|salary 40000 to 50000|phone 5 days a week 8 hours|3.14159265
1234567890|ISBN 978-3-16-148410-0|text 160 characters|at acme.com/jobs|1.5-2.0 million 3,000,000
"""


def cases(listed: str) -> list[str]:
    return [case for line in listed.strip().splitlines() for case in line.split("|")]


@pytest.mark.parametrize("text", cases(PHONES))
def test_phone_numbers_of_many_countries_are_masked(text: str) -> None:
    masked = mask_contacts(f"Bake bread. {text}")
    assert PHONE in masked
    assert not any(sign.isdigit() for sign in masked)


@pytest.mark.parametrize("text", cases(ADDRESSES))
def test_mail_addresses_are_masked_however_they_are_spelled(text: str) -> None:
    masked = mask_contacts(f"Write to {text}")
    assert E_MAIL in masked
    assert "firm" not in masked.lower()


@pytest.mark.parametrize("text", cases(PROFILES))
def test_personal_profiles_are_masked(text: str) -> None:
    assert mask_contacts(f"See {text} now") == f"See {PROFILE} now"


@pytest.mark.parametrize("text", cases(OTHERS))
def test_other_figures_stay(text: str) -> None:
    assert mask_contacts(text) == text


@given(st.text(st.sampled_from("a1 9-+().@/\n:x0[]") | st.characters(), max_size=80))
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask_contacts(text)
    assert mask_contacts(once) == once


@pytest.mark.parametrize("unit", ["1 ", "+", "(0", "a@", "a.", "call ", "1-", "a at b dot ", "t.me/"])
def test_long_runs_are_masked_too(unit: str) -> None:
    # Quadratic time would not end here.
    assert isinstance(mask_contacts(unit * 200_000), str)
