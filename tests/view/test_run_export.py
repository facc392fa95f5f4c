"""A run as a page, and its pictures as files."""

from __future__ import annotations

import sys

import pytest

from jdwork.errors import RunError
from jdwork.view.run_export import export_run, run_figures, write_figures
from tests.browser.lab import chromium
from tests.runs.making import make_run


@pytest.fixture
def run(tiny_pipeline, tmp_path):
    return make_run(tmp_path / "run", tiny_pipeline)


def test_a_labelled_run_shows_how_good_it_is(run):
    figures = run_figures(run)
    assert {"cases", "confidence", "confusions", "confusion-matrix", "reliability", "risk-coverage"} <= set(
        figures
    )
    assert all(figure.layout.title.text for figure in figures.values())


def test_the_page_fetches_nothing(run, tmp_path):
    page = export_run(run, tmp_path / "page.html").read_text()
    assert "default-src &#39;none&#39;" in page
    assert 'src="http' not in page
    assert page.count("picture-") >= len(run_figures(run))


def test_a_run_that_never_finished_is_not_exported(run, tmp_path):
    run.manifest.write_text(run.manifest.read_text().replace('"complete"', '"running"'))
    for export in (
        lambda: export_run(run, tmp_path / "page.html"),
        lambda: write_figures(run, tmp_path / "f"),
    ):
        with pytest.raises(RunError, match="never finished"):
            export()
    assert not (tmp_path / "page.html").exists()


def test_without_kaleido_the_package_to_install_is_named(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "kaleido", None)
    with pytest.raises(RunError, match=r"pip install 'jdwork\[export\]'"):
        write_figures(run, tmp_path / "figures")


@pytest.mark.browser
@pytest.mark.parametrize(("form", "begins"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_each_picture_becomes_a_file(run, tmp_path, form, begins):
    if chromium() is None:
        pytest.skip("no Chromium on this machine (install the system package chromium)")
    written = write_figures(run, tmp_path / "figures", form=form)
    assert {path.stem for path in written} == set(run_figures(run))
    assert all(path.read_bytes().startswith(begins) for path in written)
