import threading
import time

import pytest

from jdwork.llm.single_flight import SingleFlight


def test_equal_work_is_done_once_while_it_is_under_way():
    flights, done, results = SingleFlight(), [], []

    def work():
        time.sleep(0.1)
        done.append(1)
        return "result"

    threads = [threading.Thread(target=lambda: results.append(flights.do("k", work))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert {result for result, _ in results} == {"result"}
    assert sum(own for _, own in results) == 1


def test_after_it_is_done_it_is_done_anew():
    flights = SingleFlight()
    assert [flights.do("k", lambda: 1), flights.do("k", lambda: 2)] == [(1, True), (2, True)]


def test_who_waited_for_work_that_broke_off_does_it():
    flights, begun, results = SingleFlight(), threading.Event(), []

    def breaks():
        begun.set()
        time.sleep(0.1)
        raise KeyError

    def first():
        with pytest.raises(KeyError):
            flights.do("k", breaks)

    leader = threading.Thread(target=first)
    leader.start()
    begun.wait()
    results.append(flights.do("k", lambda: "mine"))
    leader.join()
    assert results == [("mine", True)]
