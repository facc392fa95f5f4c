"""The command that looks at a whole workspace."""

from __future__ import annotations


def test_doctor_tells_mends_and_says_what_is_left(jdwork, tiny_workspace):
    assert jdwork("doctor").code == 0
    prepared = tiny_workspace.state / "prepared"
    prepared.mkdir(parents=True)
    (prepared / "titles-1.npz").write_bytes(b"?")
    (prepared / "notes.txt").write_text("mine")
    told = jdwork("doctor")
    assert told.code == 1
    assert (
        "is damaged" in told.said
        and "--mend removes it" in told.said
        and "no file of this cache" in told.said
    )
    mended = jdwork("doctor", "--mend")
    assert mended.code == 1 and "mended: removed titles-1.npz" in mended.said
    assert (prepared / "notes.txt").read_text() == "mine"
    (prepared / "notes.txt").unlink()
    clean = jdwork("doctor", "--mend")
    assert clean.code == 0 and "Nothing is wrong." in clean.out
