from jdwork.parse.places import gazetteer


def test_every_city_lies_in_a_country_and_known_states_are_spelt_alike():
    table = gazetteer()
    assert len(table.cities) > 250
    assert all(place.country for place in table.cities.values())
    for code in ("CA", "ON", "WA"):
        assert table.regions[table.codes[code].name.lower()] == table.codes[code]


def test_other_names_find_the_same_place():
    table = gazetteer()
    assert table.find("bangalore") is table.find("bengaluru")
    assert table.find("nowhere at all") is None
