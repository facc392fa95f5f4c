import random
import threading
import time

from hypothesis import given
from hypothesis import strategies as st

from jdwork.llm.bounds import FIRST_PAUSE, LONGEST_PAUSE, Budget, Patience, RateLimit, pause_before


@given(st.floats(0.01, 10), st.lists(st.tuples(st.floats(0, 3), st.floats(0, 1)), max_size=40))
def test_spent_and_reserved_never_exceed_the_ceiling(ceiling, requests):
    budget = Budget(ceiling)
    for most, share in requests:
        if budget.reserve(most):
            budget.settle(most, most * share)
        else:
            assert budget.spent + most > ceiling
        assert budget.spent <= ceiling


def test_no_ceiling_is_no_limit():
    budget = Budget(0)
    assert all(budget.reserve(1e9) for _ in range(3))


def test_threads_together_stay_under_the_ceiling():
    budget, highest, open_now, lock = Budget(1.0), [0.0], [0.0], threading.Lock()

    def spend(seed):
        chance = random.Random(seed)
        for _ in range(50):
            if not budget.reserve(0.11):
                return
            with lock:
                open_now[0] += 0.11
                highest[0] = max(highest[0], open_now[0])
            time.sleep(0.0002)
            cost = 0.11 * chance.random() / 10
            with lock:
                open_now[0] -= 0.11 - cost
            budget.settle(0.11, cost)

    threads = [threading.Thread(target=spend, args=(seed,)) for seed in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
        assert not thread.is_alive()
    assert 0.8 < budget.spent <= 1.0
    assert highest[0] <= 1.0 + 1e-9


@given(st.integers(1, 6), st.lists(st.floats(0, 40), min_size=1, max_size=30))
def test_no_minute_holds_more_requests_than_allowed(per_minute, gaps):
    now, starts = [0.0], []

    def sleep(seconds):
        now[0] += seconds

    rate = RateLimit(per_minute, sleep=sleep, clock=lambda: now[0])
    for gap in gaps:
        now[0] += gap
        rate.wait()
        starts.append(now[0])
    for first, later in zip(starts, starts[per_minute:], strict=False):
        assert later - first >= 60 - 1e-6


@given(st.integers(1, 100), st.integers())
def test_pauses_grow_at_random_within_bounds(attempt, seed):
    pause = pause_before(attempt, random.Random(seed))
    assert 0 <= pause <= min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1))


def test_a_dead_server_is_tried_now_and_then_and_a_sign_of_life_ends_it():
    now = [0.0]
    patience = Patience(3, every=30, clock=lambda: now[0])
    for _ in range(3):
        assert patience.may_ask()
        patience.heard(answered=False)
    assert not patience.may_ask()
    now[0] = 30.0
    assert patience.may_ask()
    assert not patience.may_ask()  # one at a time
    patience.heard(answered=False)
    assert not patience.may_ask()
    now[0] = 60.0
    assert patience.may_ask()
    patience.heard(answered=True)
    assert all(patience.may_ask() for _ in range(5))
