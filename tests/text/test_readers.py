import gzip
import io
import json
from types import SimpleNamespace

import pytest

from jdwork.errors import InputError
from jdwork.text import JobDescription, RejectedRow, read_document, read_jds, tables


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def write_lines(folder, rows, name="ads.jsonl"):
    return write(folder, name, "".join(json.dumps(row) + "\n" for row in rows))


def test_rows_of_json_lines(tmp_path):
    path = write_lines(
        tmp_path, [{"id": "a", "title": "Baker", "text": "Bake.", "date": "3 Dec 2020", "role": "x"}]
    )
    assert list(read_jds(path)) == [JobDescription("a", "Bake.", "Baker", "2020-12-03", None)]
    assert next(read_jds(path, label_field="role")).label == "x"
    assert next(read_jds(path, use_title=False)).title is None


@pytest.mark.parametrize(
    "name", ["ads.csv", "ads.tsv", "ads.json", "ads.jsonl", "ads.jsonl.gz", "ads.parquet"]
)
def test_the_same_rows_from_every_format(tmp_path, name):
    rows = [
        {"id": "a", "text": 'Bake,\n"well".', "title": "Baker"},
        {"id": "b", "text": "Clean.", "title": "Cleaner"},
    ]
    path = tmp_path / name
    if name.endswith(".parquet"):
        pyarrow = pytest.importorskip("pyarrow")
        pytest.importorskip("pyarrow.parquet").write_table(pyarrow.Table.from_pylist(rows), path)
    elif name.endswith(("csv", "tsv")):
        sign = "," if name.endswith("csv") else "\t"
        cells = [["id", "text", "title"], *([row["id"], row["text"], row["title"]] for row in rows)]
        lines = [sign.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in cells]
        write(tmp_path, name, "\n".join(lines))
    elif name == "ads.json":
        write(tmp_path, name, json.dumps(rows))
    else:
        data = "".join(json.dumps(row) + "\n" for row in rows).encode()
        path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert [(jd.id, jd.text, jd.title) for jd in read_jds(path)] == [tuple(row.values()) for row in rows]


@pytest.mark.parametrize(
    ("columns", "text", "title"),
    [
        ("Job Title,Job Description", "Bake.", "Baker"),
        ("jobtitle,DESCRIPTION", "Bake.", "Baker"),
        ("position,body", "Bake.", "Baker"),
    ],
)
def test_usual_column_names_are_recognised(tmp_path, columns, text, title):
    jd = next(read_jds(write(tmp_path, "ads.csv", f"{columns}\nBaker,Bake.\n")))
    assert (jd.text, jd.title, jd.id) == (text, title, "1")


def test_semicolons_separate_columns_too(tmp_path):
    jd = next(read_jds(write(tmp_path, "ads.csv", "id;text\na;Bake, clean.\n")))
    assert (jd.id, jd.text) == ("a", "Bake, clean.")


def test_a_title_or_a_text_alone_is_a_jd(tmp_path):
    path = write_lines(tmp_path, [{"title": "Baker", "text": None}, {"text": "Bake."}])
    first, second = read_jds(path)
    assert (first.title, first.text) == ("Baker", "")
    assert (second.title, second.text) == (None, "Bake.")


def test_bad_rows_are_rejected_and_reading_goes_on(tmp_path):
    lines = [
        b'{"text": "Bake."}',
        b"{broken",
        b'["a", "list"]',
        b'{"text": "caf\xe9"}',
        b'{"text": 7, "id": "seven"}',
        b'{"text": "  ", "title": ""}',
        b"",
        b'{"text": "Clean."}',
    ]
    path = write(tmp_path, "ads.jsonl", b"\n".join(lines))
    items = list(read_jds(path))
    assert [type(item) for item in items] == [JobDescription, *[RejectedRow] * 5, JobDescription]
    rejected = [item for item in items if isinstance(item, RejectedRow)]
    assert [row.where for row in rejected] == [f"{path}:{number}" for number in (2, 3, 4, 5, 6)]
    for row, word in zip(
        rejected, ["no valid JSON", "a list", "UTF-8", "int, not text", "neither"], strict=True
    ):
        assert word in row.reason
    assert rejected[3].id == "seven"
    assert items[-1].id == "8"


def test_rejected_rows_keep_their_label(tmp_path):
    row = next(read_jds(write_lines(tmp_path, [{"text": "", "role": "baker"}]), label_field="role"))
    assert isinstance(row, RejectedRow)
    assert row.label == "baker"


def test_ids_become_unique(tmp_path):
    rows = [{"id": name, "text": "Bake."} for name in ("a", "a", "a#2", "a", 7, 7.0)]
    ids = [jd.id for jd in read_jds(write_lines(tmp_path, rows))]
    assert ids == ["a", "a#2", "a#2#2", "a#3", "7", "7#2"]


def test_rows_of_a_table_that_do_not_fit_are_rejected(tmp_path):
    path = write(
        tmp_path,
        "ads.csv",
        b"id,text\na,Bake.\nb,too,many\nc,\xc3\xa9clair \xc3\xa9\xc3\xa9\xc3\xa9\nd,bad \xff\n",
    )
    items = list(read_jds(path))
    assert [item.id for item in items if isinstance(item, JobDescription)] == ["a", "c"]
    assert "3 cells under 2 columns" in items[1].reason
    assert "not valid utf-8" in items[3].reason


def test_a_very_long_cell_is_read(tmp_path):
    assert len(next(read_jds(write(tmp_path, "ads.csv", "text\n" + "a" * 300_000 + "\n"))).text) == 300_000


def test_reading_is_a_stream(tmp_path):
    path = write(tmp_path, "ads.jsonl", '{"text": "Bake."}\n' * 20_000)
    stream = read_jds(path)
    assert next(stream).id == "1"
    stream.close()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Crème brûlée".encode(), "Crème brûlée"),
        ("Crème brûlée".encode("utf-8-sig"), "Crème brûlée"),
        ("Crème brûlée".encode("utf-16"), "Crème brûlée"),
        ("“Crème” – brûlée €".encode("cp1252"), "“Crème” – brûlée €"),
    ],
)
def test_encodings(tmp_path, data, text):
    assert read_document(write(tmp_path, "jd.txt", data)).text == text


def test_half_characters_and_nuls_do_not_get_in(tmp_path):
    path = write(tmp_path, "ads.jsonl", '{"text": "a\\ud83d b\\u0000c"}\n')
    text = next(read_jds(path)).text
    assert text.encode("utf-8")
    assert "\x00" not in text


def test_dates_and_numbers_of_parquet(tmp_path):
    import datetime

    pyarrow = pytest.importorskip("pyarrow")
    rows = [{"id": 5, "text": "Bake.", "date": datetime.date(2024, 2, 1)}]
    pytest.importorskip("pyarrow.parquet").write_table(
        pyarrow.Table.from_pylist(rows), tmp_path / "ads.parquet"
    )
    assert next(read_jds(tmp_path / "ads.parquet")) == JobDescription("5", "Bake.", None, "2024-02-01")


def test_a_document_is_one_jd(tmp_path):
    path = write(tmp_path, "baker.md", "# Baker\n\n- Bake\n")
    assert list(read_jds(path)) == [read_document(path)]
    assert read_document(path).id == "baker"


def test_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO("Bake crème.".encode())))
    assert list(read_jds("-")) == [JobDescription("stdin", "Bake crème.")]


def test_nothing_on_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"\n")))
    with pytest.raises(InputError, match="Nothing came in"):
        read_document("-")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("jd.txt", b"", ["empty", "jd.txt"]),
        ("jd.txt", b" \n", ["no text"]),
        ("jd.txt", b"PK\x03\x04\x00\x00", ["binary"]),
        ("jd.xyz", b"Bake.", [".xyz", ".jsonl", ".docx"]),
        ("ads.jsonl", b"\n\n", ["no rows"]),
        ("ads.csv", b"id,text\n", ["no rows"]),
        ("ads.csv", b"text,text\na,b\n", ["'text' occurs more than once"]),
        ("ads.csv", b"a,b\n1,2\n", ["No column", "'a', 'b'", "text_field"]),
        ("ads.json", b"{", ["no valid JSON", ".jsonl"]),
        ("ads.json", b"7", ["neither a list nor an object"]),
        ("ads.jsonl.gz", b"no gzip", ["gzip"]),
        ("ads.jsonl.gz", gzip.compress(b'{"text": "a"}\n' * 5000, mtime=0)[:60], ["gzip"]),
        ("ads.parquet", b"no parquet", ["Parquet"]),
    ],
)
def test_files_that_cannot_be_read(tmp_path, name, content, words):
    path = write(tmp_path, name, content)
    with pytest.raises(InputError) as caught:
        list(read_jds(path))
    for word in words:
        assert word in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_file_names_its_neighbour(tmp_path):
    write(tmp_path, "adverts.jsonl", "{}")
    with pytest.raises(InputError, match=r"no such file.*Did you mean 'adverts\.jsonl'"):
        list(read_jds(tmp_path / "advert.jsonl"))


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(InputError, match="folder"):
        list(read_jds(tmp_path))


@pytest.mark.parametrize("option", ["text_field", "title_field", "id_field", "date_field", "label_field"])
def test_a_named_column_must_exist(tmp_path, option):
    path = write_lines(tmp_path, [{"text": "Bake.", "ref": "1"}])
    with pytest.raises(InputError, match=r"no column 'txt'.*'text', 'ref'.*Did you mean 'text'"):
        list(read_jds(path, **{option: "txt"}))


def test_a_table_is_no_document(tmp_path):
    with pytest.raises(InputError, match=r"'\.csv' is not a kind of document"):
        read_document(write(tmp_path, "ads.csv", "text\nBake.\n"))


def test_a_line_too_long_is_skipped_and_reading_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "LONGEST_ROW", 100)
    path = write(tmp_path, "ads.jsonl", '{"text": "' + "a" * 350 + '"}\n{"text": "Bake."}\n')
    rejected, jd = read_jds(path)
    assert "longer than 100 bytes" in rejected.reason
    assert (jd.id, jd.text) == ("2", "Bake.")
    with pytest.raises(InputError, match=r"ads\.csv:2.*longer than 100 characters"):
        list(read_jds(write(tmp_path, "ads.csv", "text\n" + "a" * 350 + "\n")))


def test_a_json_list_too_large_to_be_held_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MAX_LIST_BYTES", 20)
    with pytest.raises(InputError, match=r"more than 20 bytes.*\.jsonl"):
        list(read_jds(write(tmp_path, "ads.json", '[{"text": "Bake bread."}]')))


def test_rows_with_fields_too_long_are_rejected_with_the_field(tmp_path):
    rows = [{"text": "Bake.", "title": "t" * 1001}, {"text": "Bake.", "id": "i" * 1001}, {"text": "Bake."}]
    path = write(tmp_path, "ads.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    first, second, jd = read_jds(path)
    assert "'title' has 1,001 characters" in first.reason
    assert (second.id, "'id' has 1,001 characters" in second.reason) == ("2", True)
    assert jd.text == "Bake."


def test_rows_nested_deep_are_rejected(tmp_path):
    rejected, jd = read_jds(write(tmp_path, "ads.jsonl", "[" * 100_000 + '\n{"text": "Bake."}\n'))
    assert "no valid JSON" in rejected.reason
    assert jd.text == "Bake."


@pytest.mark.parametrize("name", ["ads.csv", "ads.tsv", "ads.jsonl"])
def test_a_nul_costs_its_row_at_most(tmp_path, name):
    if name.endswith(".jsonl"):
        content = (
            b'{"id": "a", "text": "Bake."}\n{"id": "b", "text": "Cl\x00ean."}\n{"id": "c", "text": "Mend."}\n'
        )
    else:
        content = b"id,text\na,Bake.\nb,Cl\x00ean.\nc,Mend.\n".replace(b",", b"\t" if "tsv" in name else b",")
    first, second, third = read_jds(write(tmp_path, name, content))
    assert (first.text, third.text) == ("Bake.", "Mend.")
    if isinstance(second, RejectedRow):
        assert "no valid JSON" in second.reason
    else:
        assert second.text == "Cl ean."


@pytest.mark.parametrize("name", ["ads.csv", "ads.tsv", "ads.jsonl"])
@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 4,
        b"PK\x03\x04" + b"word/document.xml, " * 50 + b"\x00",
        b"MZ\x90\x00" + b"This program cannot be run in DOS mode. " * 9,
        bytes(range(256)) * 40,
        "id,text\na,Bake.\n".encode("utf-16-le"),
    ],
    ids=["jpeg", "zip", "exe", "any bytes", "utf-16 without a mark"],
)
def test_binary_files_under_a_table_s_name_are_refused(tmp_path, name, content):
    with pytest.raises(InputError, match="binary file"):
        list(read_jds(write(tmp_path, name, content)))
