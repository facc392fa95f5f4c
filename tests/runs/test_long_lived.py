import gc

import pytest

from jdwork.runs.long_lived import set_aside


@pytest.fixture(autouse=True)
def nothing_set_aside():
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_the_collector_passes_over_what_there_was_and_gets_it_back():
    with set_aside():
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0


def test_after_an_error_the_collector_has_everything_back():
    with pytest.raises(KeyError), set_aside():
        raise KeyError
    assert gc.get_freeze_count() == 0


def test_what_somebody_else_set_aside_stays_aside():
    gc.freeze()
    with set_aside():
        pass
    assert gc.get_freeze_count() > 0


def test_garbage_made_meanwhile_is_still_collected():
    class Node:
        alive = 0

        def __init__(self):
            self.itself = self
            Node.alive += 1

        def __del__(self):
            Node.alive -= 1

    with set_aside():
        Node()
        gc.collect()
        assert Node.alive == 0
