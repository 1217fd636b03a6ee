# SPDX-License-Identifier: Apache-2.0
"""Python's own threads, signals and processes."""
import os
import re
import signal
import subprocess
import sys
import threading
import time
import types

import anbn
import numpy as np
import pytest
from conftest import same_files


def large(seed=0):
    random = np.random.default_rng(seed)
    return random.standard_normal((200, 600)).astype(np.float32), random.standard_normal((200, 60)).astype(np.float32)


def long_calls():
    """Calls that would take minutes or more; beside them couple, tokens, dual_regression and the estimators' transform take a moment."""
    neurons, networks = large()
    scans = [np.random.default_rng(seed).standard_normal((200, 4000)) for seed in (1, 2)]
    return {
        "significance": lambda: anbn.significance(neurons, networks, permutations=10**8, noise_draws=0),
        "couple, its lag check": lambda: anbn.couple(neurons, networks, word_rate=networks[:, 0], lag_draws=10**6),
        "pooled": lambda: anbn.pooled({"a": (neurons, networks), "b": (neurons, networks)}, permutations=10**8, noise_draws=0),
        "encode": lambda: anbn.encode(neurons, networks, features="all", permutations=10**6),
        "listeners": lambda: anbn.listeners(neurons, [networks, networks[:, ::-1]], listener_draws=10**5),
        "ICA": lambda: anbn.ICA(components=20, restarts=10**6).fit(scans),
        "DBN": lambda: anbn.DBN(epochs=10**6, units=[64, 32]).fit(scans),
    }


class Interrupt:
    """Ctrl-C, by a signal as the terminal sends it, half a second after start(), and how long a call then took to end."""

    def __init__(self):
        self._timer, self._sent = threading.Timer(0.5, self._send), None

    def _send(self):
        self._sent = time.monotonic()
        os.kill(os.getpid(), signal.SIGINT)

    def start(self):
        if not self._timer.is_alive() and self._sent is None:
            self._timer.start()

    def ends(self, call):
        try:
            with pytest.raises(KeyboardInterrupt):
                call()
        finally:
            self._timer.cancel()
        assert time.monotonic() - self._sent < 10
        assert anbn.couple(*large()).correlation.shape == (600, 60)  # nothing is left behind


@pytest.mark.parametrize("name", long_calls())
def test_ctrl_c_ends_a_long_call(name):
    call, interrupt = long_calls()[name], Interrupt()
    interrupt.start()
    interrupt.ends(call)


def test_ctrl_c_ends_neurons(study_folder):
    """While a model reads a story that is long for it."""
    interrupt = Interrupt()
    words = {"word": ["lighthouse."] * 30_000, "onset_s": 0.01 * np.arange(30_000), "duration_s": np.full(30_000, 0.01)}
    interrupt.ends(lambda: anbn.neurons(words, study_folder.parent / "model", weights="random", tr_s=2, volumes=500,
                                        progress=lambda what, done, total: interrupt.start() if what == "layers" else None))


def test_ctrl_c_ends_a_study(study_folder, tmp_path):
    from test_study import copy_of_inputs

    toml, interrupt = copy_of_inputs(study_folder, tmp_path) / "study.toml", Interrupt()
    toml.write_text(re.sub(r"(?m)^permutations = 40$", "permutations = 1000000", toml.read_text()))
    assert "permutations = 1000000" in toml.read_text()
    interrupt.ends(lambda: anbn.run(toml, progress=lambda what, done, total: interrupt.start() if "significance" in what else None))


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


def at_once(*calls):
    """What each call gives, or the error that it raised, all in threads of their own."""
    found = [None] * len(calls)

    def keep(number, call):
        try:
            found[number] = call()
        except anbn.Error as error:
            found[number] = error

    threads = [threading.Thread(target=keep, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_studies_at_once(study_folder, tmp_path):
    """Each has the files that it has alone; they differ in their seeds."""
    from test_study import copy_of_inputs

    studies = {name: copy_of_inputs(study_folder, tmp_path / name) / "study.toml" for name in ("one", "other", "alone")}
    for name in ("other", "alone"):
        studies[name].write_text(studies[name].read_text().replace("[study]", "[study]\nseed = 77", 1))
    anbn.run(studies["alone"])
    one, other = at_once(lambda: anbn.run(studies["one"]), lambda: anbn.run(studies["other"]))
    for mine, theirs in ((one.folder, study_folder / "results"), (other.folder, studies["alone"].with_name("results"))):
        same_files(mine, theirs, but=("run.json", "run.log", "study.json", "run.toml"))
    assert (one.folder / "main/pooled/neurons.tsv").read_bytes() != (other.folder / "main/pooled/neurons.tsv").read_bytes()


def test_the_same_study_twice_at_once(study_folder, tmp_path):
    """Who comes second is told that another works on it, or takes what is there."""
    from test_study import copy_of_inputs

    mine = copy_of_inputs(study_folder, tmp_path)
    found = at_once(*[lambda: anbn.run(mine / "study.toml")] * 2)
    errors = [one for one in found if isinstance(one, anbn.Error)]
    assert len(errors) < 2 and all("is in use by " in str(error) for error in errors), errors
    same_files(study_folder / "results", mine / "results", but=("run.json", "run.log", "study.json", "run.toml"))


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


def test_tqdm_s_own_bars(capsys):
    pytest.importorskip("tqdm")
    anbn.significance(*large(), permutations=3000, noise_draws=5, progress=True)
    bars = [line for line in re.split("[\r\n]", capsys.readouterr().err) if "100%" in line]
    assert bars and any("3000/3000" in bar for bar in bars)


def test_progress(monkeypatch):
    """A function hears of all pieces of work; True takes tqdm's bar, or nothing where tqdm is absent."""
    heard = []
    anbn.significance(*large(), permutations=3000, noise_draws=5, progress=lambda *news: heard.append(news))
    assert heard and all(0 <= done <= total for _, done, total in heard)
    last = {what: (done, total) for what, done, total in heard}
    assert all(done == total for done, total in last.values()), last  # however quickly the next piece began
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
