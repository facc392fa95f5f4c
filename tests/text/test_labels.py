import gzip
import json

import pandas as pd
import pytest

from jdwork.errors import InputError
from jdwork.text.labels import read_labels


def lines(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_labels_are_read_by_id(tmp_path):
    file = lines(tmp_path / "gold.jsonl", [{"id": "x", "role": "baker"}, {"id": "y", "role": "mason"}])
    assert read_labels(file, label_field="role") == {"x": "baker", "y": "mason"}


def test_usual_names_of_the_id_are_recognised_and_others_can_be_named(tmp_path):
    file = tmp_path / "gold.csv"
    file.write_text("Job_ID,key,role\n1,one,baker\n2,two,mason\n")
    assert read_labels(file, label_field="role") == {"1": "baker", "2": "mason"}
    assert read_labels(file, label_field="role", id_field="key") == {"one": "baker", "two": "mason"}


def test_numbers_are_ids_as_they_are_for_jds(tmp_path):
    file = tmp_path / "gold.parquet"
    pd.DataFrame({"id": [1.0, 2.0], "role": ["baker", None]}).to_parquet(file)
    assert read_labels(file, label_field="role") == {"1": "baker"}


def test_packed_files_are_read(tmp_path):
    file = tmp_path / "gold.jsonl.gz"
    file.write_bytes(gzip.compress(b'{"id": 7, "role": "baker"}\n'))
    assert read_labels(file, label_field="role") == {"7": "baker"}


def test_rows_without_a_label_or_that_cannot_be_read_are_left_out(tmp_path):
    file = tmp_path / "gold.jsonl"
    file.write_text('{"id": "x", "role": "baker"}\n{"id": "y"}\nnot json\n{"id": ["z"], "role": "mason"}\n')
    assert read_labels(file, label_field="role") == {"x": "baker"}


def test_the_same_label_twice_is_fine_and_two_labels_are_told(tmp_path):
    file = lines(tmp_path / "gold.jsonl", [{"id": "x", "role": "baker"}] * 2)
    assert read_labels(file, label_field="role") == {"x": "baker"}
    lines(file, [{"id": "x", "role": "baker"}, {"id": "x", "role": "mason"}])
    with pytest.raises(InputError, match=r"gold\.jsonl:2: JD 'x' has two labels, 'baker' and 'mason'"):
        read_labels(file, label_field="role")


def test_a_missing_column_is_told_with_those_that_exist(tmp_path):
    file = lines(tmp_path / "gold.jsonl", [{"id": "x", "rolle": "baker"}])
    with pytest.raises(
        InputError,
        match=r"no column 'role' for the label; the columns are 'id', 'rolle'.*Did you mean 'rolle'",
    ):
        read_labels(file, label_field="role")
    with pytest.raises(InputError, match="no column 'key' for the id"):
        read_labels(file, label_field="rolle", id_field="key")


def test_a_file_without_ids_is_told(tmp_path):
    file = lines(tmp_path / "gold.jsonl", [{"name": "x", "role": "baker"}])
    with pytest.raises(InputError, match=r"No column is recognised as the id.*--id-field"):
        read_labels(file, label_field="role")


def test_a_file_without_any_label_is_told(tmp_path):
    file = lines(tmp_path / "gold.jsonl", [{"id": "x", "role": None}])
    with pytest.raises(InputError, match="No row has both an id"):
        read_labels(file, label_field="role")


def test_documents_hold_no_labels(tmp_path):
    (tmp_path / "ad.txt").write_text("baker")
    with pytest.raises(InputError, match="Labels are read from tables"):
        read_labels(tmp_path / "ad.txt", label_field="role")
