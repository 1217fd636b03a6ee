# SPDX-License-Identifier: Apache-2.0
"""Python's own threads, signals and processes."""
import os
import signal
import subprocess
import sys
import threading
import time
import types

import anbn
import numpy as np
import pytest


def large(seed=0):
    random = np.random.default_rng(seed)
    return random.standard_normal((200, 600)).astype(np.float32), random.standard_normal((200, 60)).astype(np.float32)


def test_ctrl_c_ends_a_long_call():
    neurons, networks = large()
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    start = time.monotonic()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        anbn.significance(neurons, networks, permutations=10**8, noise_draws=0)
    assert time.monotonic() - start < 10
    assert anbn.couple(neurons, networks).correlation.shape == (600, 60)  # nothing is left behind


def test_ctrl_c_keeps_what_a_study_has(study_folder, tmp_path):
    from test_study import copy_of_inputs

    mine = copy_of_inputs(study_folder, tmp_path)
    def stop(what, done, total):
        if "significance" in what:
            raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        anbn.run(mine / "study.toml", progress=stop)
    finished = anbn.StudyResults(mine / "results").stages
    assert any(name.endswith("coupling") for name in finished) and not any(name == "report" for name in finished)
    assert anbn.run(mine / "study.toml").summary == (study_folder / "results/report/summary.txt").read_text()


def test_an_error_in_progress_is_raised():
    def fails(what, done, total):
        raise LookupError("mine")
    with pytest.raises(LookupError, match="mine"):
        anbn.significance(*large(), permutations=10**8, noise_draws=0, progress=fails)


def test_the_lock_is_released():
    """Another thread counts while a call computes."""
    counted, done = [0], threading.Event()

    def count():
        while not done.is_set():
            counted[0] += 1
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    anbn.significance(*large(), permutations=300, noise_draws=0, threads=1)
    done.set()
    counter.join()
    assert counted[0] > 5


def test_two_threads_at_once():
    """Each gives what it gives alone."""
    alone = [anbn.significance(*large(seed), permutations=60, noise_draws=0).neurons["phase_max_p"].tolist() for seed in (1, 2)]
    found = {}
    threads = [threading.Thread(target=lambda seed=seed: found.update({seed: anbn.significance(*large(seed), permutations=60, noise_draws=0).neurons["phase_max_p"].tolist()}))
               for seed in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[1], found[2]] == alone


def test_fork_after_import():
    neurons, networks = large()
    expected = anbn.couple(neurons, networks).correlation.tobytes()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            same = anbn.couple(neurons, networks).correlation.tobytes() == expected
            os.write(writing, b"same" if same else b"other")
        finally:
            os._exit(0)
    os.close(writing)
    assert os.waitpid(child, 0)[1] == 0
    assert os.read(reading, 10) == b"same"


def test_threads_change_nothing():
    neurons, networks = large()
    one, three = (anbn.significance(neurons, networks, permutations=40, noise_draws=5, threads=n) for n in (1, 3))
    assert one.neurons["phase_max_p"].tolist() == three.neurons["phase_max_p"].tolist()
    with pytest.raises(anbn.Error, match="number of threads is -1"):
        anbn.couple(neurons, networks, threads=-1)


def test_import_is_quick():
    """Within 0.1 s of numpy's, of the processor's time: other work on the machine disturbs the clock's. The best of five."""
    def seconds(what):
        code = f"import time, sys; import numpy; t = time.process_time(); import {what}; print(time.process_time() - t)"
        return min(float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout) for _ in range(5))
    assert seconds("anbn") < 0.1


def test_warnings_are_python_s(tmp_path):
    random = np.random.default_rng(0)
    with pytest.warns(UserWarning):
        anbn.ICA(components=3, restarts=2, iterations=1, standardize=True).fit(random.standard_normal((40, 90)))


def test_progress(monkeypatch):
    """A function hears of all pieces of work; True takes tqdm's bar, or nothing where tqdm is absent."""
    heard = []
    anbn.significance(*large(), permutations=3000, noise_draws=5, progress=lambda *news: heard.append(news))
    assert heard and all(0 <= done <= total for _, done, total in heard)
    bars = []

    class Bar:
        def __init__(self, total, desc):
            self.total, self.desc, self.n, self.closed = total, desc, 0, False
            bars.append(self)

        def refresh(self):
            assert 0 <= self.n <= self.total

        def close(self):
            self.closed = True

    fake = types.ModuleType("tqdm.auto")
    fake.tqdm = Bar
    monkeypatch.setitem(sys.modules, "tqdm", types.ModuleType("tqdm"))
    monkeypatch.setitem(sys.modules, "tqdm.auto", fake)
    anbn.significance(*large(), permutations=3000, noise_draws=5, progress=True)
    assert bars and all(bar.closed for bar in bars)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    anbn.couple(*large(), progress=True)
