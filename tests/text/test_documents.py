import io
import zipfile

import pytest

from jdwork.errors import InputError
from jdwork.text import documents, extraction, read_document, read_jds
from jdwork.text.documents import html_to_text


def pdf_bytes(text):
    """A PDF of one page, written by hand: pypdf reads but does not draw."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)


def test_pdf(tmp_path):
    path = tmp_path / "baker.pdf"
    path.write_bytes(pdf_bytes("Bake bread every morning"))
    assert read_document(path).text == "Bake bread every morning"


def test_a_broken_pdf(tmp_path):
    path = tmp_path / "baker.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing more")
    with pytest.raises(InputError, match=r"PDF is damaged.*save it again"):
        read_document(path)


def test_a_pdf_without_text(tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf_bytes(""))
    with pytest.raises(InputError, match=r"no text.*text recognition"):
        read_document(path)


def test_a_locked_pdf(tmp_path):
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_bytes("Secret")))
    writer.encrypt("password", algorithm="RC4-128")
    path = tmp_path / "locked.pdf"
    writer.write(path)
    with pytest.raises(InputError, match="locked with a password"):
        read_document(path)


def test_docx(tmp_path):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("Baker", level=1)
    document.add_paragraph("We bake.")
    document.add_paragraph("Bake bread", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Pay", "good"
    path = tmp_path / "baker.docx"
    document.save(path)
    assert read_document(path).text.split("\n") == ["Baker", "We bake.", "• Bake bread", "Pay  good"]


def test_a_broken_docx(tmp_path):
    path = tmp_path / "baker.docx"
    path.write_bytes(b"no zip")
    with pytest.raises(InputError, match="no Word document"):
        read_document(path)


def test_a_zip_that_is_no_docx(tmp_path):
    path = tmp_path / "baker.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(InputError, match="Word document is damaged"):
        read_document(path)


def test_a_zip_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "MAX_UNPACKED_BYTES", 1000)
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "a" * 100_000)
    with pytest.raises(InputError, match="unpacks to 100,000 bytes"):
        read_document(path)


def test_a_file_too_large_for_one_jd(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "MAX_FILE_BYTES", 10)
    path = tmp_path / "jd.txt"
    path.write_text("Bake bread every morning")
    with pytest.raises(InputError, match=r"24 bytes.*jsonl"):
        read_document(path)


def test_html_keeps_blocks_as_lines():
    page = (
        b"<html><head><title>x</title><style>p{}</style></head><body><h1>Baker</h1>"
        b"<p>We <b>bake</b>&nbsp;bread.</p>after<ul><li>Bake</li><li>Clean</li></ul>"
        b"<script>x()</script><!-- no -->"
        b"<table><tr><td>Pay</td><td>good</td></tr></table></body></html>"
    )
    lines = [line for line in html_to_text(page, where="x").split("\n") if line]
    assert lines == ["Baker", "We bake bread.", "after", "• Bake", "• Clean", "Pay good"]


def test_html_in_its_declared_encoding():
    page = '<meta charset="iso-8859-2"><p>Łódź piekarz</p>'.encode("iso-8859-2")
    assert html_to_text(page, where="x") == "Łódź piekarz"


def test_deeply_nested_html_is_read():
    assert html_to_text(b"<div>" * 5000 + b"Bake" + b"</div>" * 5000, where="x") == "Bake"


def test_html_file(tmp_path):
    path = tmp_path / "baker.html"
    path.write_text("<p>Bake</p>")
    assert read_document(path).text == "Bake"


def word_file(path, body, declaration=""):
    """A Word file with a body of one's own."""
    docx = pytest.importorskip("docx")
    made = io.BytesIO()
    docx.Document().save(made)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'{declaration}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, document if name == "word/document.xml" else old.read(name))
    return path


def test_entities_of_a_word_file_are_not_expanded(tmp_path):
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    declaration = f'<!DOCTYPE x [<!ENTITY a0 "lol">{bomb}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    body = "<w:p><w:r><w:t>Bake &{};</w:t></w:r></w:p>"
    with pytest.raises(InputError, match="damaged"):
        read_document(word_file(tmp_path / "bomb.docx", body.format("a11"), declaration))
    declaration = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    foreign = word_file(tmp_path / "foreign.docx", body.format("f"), declaration)
    assert read_document(foreign).text == "Bake"


def test_a_word_file_of_too_many_parts_is_refused(tmp_path):
    path = tmp_path / "parts.docx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2001):
            archive.writestr(f"m{number}", "")
    with pytest.raises(InputError, match="2,001 parts"):
        read_document(path)


def test_a_file_that_takes_too_long_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(extraction, "MAX_SECONDS", 0.01)
    path = tmp_path / "slow.pdf"
    path.write_bytes(pdf_bytes("Bake"))
    with pytest.raises(InputError, match=r"slow\.pdf.*takes more than 0.01 seconds"):
        read_document(path)


def test_a_reader_that_breaks_down_is_an_error_that_names_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(extraction.sys, "executable", "/bin/false")
    path = tmp_path / "fatal.pdf"
    path.write_bytes(pdf_bytes("Bake"))
    with pytest.raises(InputError, match=r"fatal\.pdf.*its reader broke down"):
        read_document(path)


def test_a_page_too_large_is_refused():
    with pytest.raises(InputError, match="6,000,000 bytes"):
        html_to_text(b"x" * 6_000_000, where="x.html")


@pytest.mark.parametrize(
    "ending", ["txt", "html", "pdf", "docx", "csv", "jsonl", "json", "parquet", "tsv.gz"]
)
def test_binary_garbage_is_refused_under_every_name(tmp_path, ending):
    path = tmp_path / f"garbage.{ending}"
    path.write_bytes(bytes(range(256)) * 40)
    with pytest.raises(InputError, match="garbage"):
        list(read_jds(path))
