"""Notebook 01 alive: opened in a real JupyterLab, in a real browser, run from top to bottom."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.notebook]

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update",
         "--disable-dev-shm-usage"]  # fmt: skip
KERNEL_IS_IDLE = """() => {
    const session = window.jupyterapp?.shell.currentWidget?.sessionContext?.session;
    return session?.kernel?.status === 'idle';
}"""
RUN_ALL = "async () => await window.jupyterapp.commands.execute('notebook:run-all-cells')"
FAILED_OUTPUT = (
    '[data-mime-type="application/vnd.jupyter.stderr"], [data-mime-type="application/vnd.jupyter.error"]'
)


def chromium():
    named = os.environ.get("JDWORK_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    return named or pytest.skip("no Chromium on this machine (install the system package chromium)")


@contextlib.contextmanager
def lab_server(workspace, folder):
    """A JupyterLab of its own: own port, own settings, nothing of the user's."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
    }
    options = [
        f"--ServerApp.root_dir={workspace.root}", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True",
        "--no-browser", "--allow-root",
    ]  # fmt: skip
    log = folder / "lab.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(240):
            with contextlib.suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"{address}/api", timeout=2).close()
                break
            time.sleep(0.5)
        else:
            pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def test_notebook_01_runs_in_jupyterlab_and_shows_its_pictures(tiny_workspace, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    browser_path = chromium()
    folder = tmp_path / "lab"
    folder.mkdir()
    with lab_server(tiny_workspace, folder) as address, playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1100})
        page.goto(f"{address}/lab/tree/notebooks/01_run_pipeline.ipynb?reset", wait_until="domcontentloaded")
        page.wait_for_function(KERNEL_IS_IDLE, timeout=120_000)
        page.evaluate(RUN_ALL)
        page.wait_for_function(KERNEL_IS_IDLE, timeout=120_000)
        failed = page.locator(FAILED_OUTPUT)
        assert failed.count() == 0, failed.first.inner_text()
        # Cells out of sight are drawn when they are scrolled to.
        for cell in page.locator(".jp-CodeCell").all():
            cell.scroll_into_view_if_needed()
        page.wait_for_selector(".js-plotly-plot .main-svg", timeout=30_000)
        assert page.locator(".js-plotly-plot").count() >= 2
        assert page.locator("td", has_text="baker").count() >= 1
        assert page.locator(".jd .banner").count() >= 1
        page.screenshot(path=str(folder / "lab.png"))
        browser.close()
    runs = [path for path in tiny_workspace.runs.iterdir() if path.is_dir()]
    assert len(runs) == 1
    assert (runs[0] / "decisions.parquet").is_file()
