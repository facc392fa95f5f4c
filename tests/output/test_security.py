import base64
import hashlib

from jdwork.output.security import content_policy


def digest(script):
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def test_without_figures_no_script_may_run():
    assert content_policy("") == "default-src 'none'; style-src 'unsafe-inline'"
    assert "script-src" not in content_policy("<div>no script</div>")


def test_only_the_scripts_of_the_figures_may_run():
    policy = content_policy('<div></div><script type="x">one()\r\n</script><SCRIPT>two()</SCRIPT >')
    assert f"script-src 'sha256-{digest('one()' + chr(10))}' 'sha256-{digest('two()')}'" in policy
    assert "unsafe-inline'; script" in policy
    assert "script-src 'unsafe" not in policy


def test_a_server_that_is_named_may_serve_its_script():
    policy = content_policy('<script src="https://cdn.example/plotly.js" charset="utf-8"></script>')
    assert "script-src https://cdn.example;" in policy


def test_other_kinds_of_addresses_are_not_let_in():
    assert "script-src" not in content_policy('<script src="javascript:alert(1)"></script>')
    assert "script-src" not in content_policy('<script src="data:,alert(1)"></script>')
