"""`lintrain fix`, killed at random moments: the benchmark in small."""

from __future__ import annotations

import random

import crash
import pytest


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path):
    seen = crash.tortured(crash.Folder(tmp_path, 10), 8, random.Random())
    assert seen.wrong == []
    assert (seen.kills, seen.runs >= 3) == (8, True)


def test_the_benchmark_sees_what_is_torn_cut_and_left(tmp_path):
    folder = crash.Folder(tmp_path, 3)
    assert dict(folder.states()) == dict.fromkeys(folder.old, "old")
    first, second, third = folder.old
    (tmp_path / first).write_bytes(folder.new[first])
    (tmp_path / second).write_bytes(folder.new[second][:-1])
    (tmp_path / third).write_bytes(folder.new[third][:250] + folder.old[third][250:])
    (tmp_path / f".{third}.lintrain-before").write_bytes(folder.old[third])
    (tmp_path / f".{third}.lintrain-after").write_bytes(folder.new[third])
    assert [state for _, state in folder.states()] == ["new", "torn", "named"]
    (tmp_path / third).write_bytes(b"")
    assert [state for _, state in folder.states()] == ["new", "torn", "torn"]
    seen = crash.Seen()
    crash.look(folder, seen)
    assert seen.wrong == [f"kill 0: {second} is torn", f"kill 0: {third} is torn"]
    assert seen.leftovers == 1
    assert folder.linked()
    (tmp_path / first).unlink()
    (tmp_path / first).touch()
    assert not folder.linked()
