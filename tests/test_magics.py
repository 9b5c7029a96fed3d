"""Cells as Python: what only IPython understands goes, every other character stays in its place."""

from __future__ import annotations

import ast
import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lintrain.source.lines import split_rows
from lintrain.source.magics import as_python

REPLACED = {
    "nothing to replace": ("x = 1\ny = x % 2\n", "x = 1\ny = x % 2\n"),
    "line magic": ("%matplotlib inline\nx = 1\n", "pass\nx = 1\n"),
    "magic and a space": ("% matplotlib inline\nx", "pass\nx"),
    "unknown magic": ("%lprun -f train train(model)\n", "get_ipython(f, train, model)\n"),
    "magic of nothing": ("%\n%%\n%mystery\n", "pass\npass\npass\n"),
    "in a block": (
        "if x:\n   %cd y\n   !ls\nelse:\n\t%odd z",
        "if x:\n   pass\n   pass\nelse:\n\tget_ipython(z)",
    ),
    "shell": ("!pip install x --upgrade\n!!ls\n", "pass\npass\n"),
    "continued": ("!pip install \\\n  torch \\\n  numpy\nx = 1", "pass\n\n\nx = 1"),
    "continued to the end": ("%cd a\\", "pass"),
    "shell into a name": ("files = !ls *.py\nn = 1", "files = get_ipython()\nn = 1"),
    "magic into a name": ("a.b, c =%mystery model", "a.b, c =get_ipython(model)"),
    "continued into a name": ("x = !ls \\\n -l\ny", "x = get_ipython()\n\ny"),
    "help": ("?model\nmodel.forward?\nmodel??  # source\n", "pass\npass\npass\n"),
    "help in a block": ("if x:\n    y?", "if x:\n    pass"),
    "automatic calls": (
        "/f model\n,f a b\n;f a",
        "get_ipython(f, model)\nget_ipython(f, a, b)\nget_ipython(f, a)",
    ),
    "run once": ("%time loss.backward()", "pass; loss.backward()"),
    "run once, in a block": ("if x:\n  %time  y = f(x);", "if x:\n  pass;  y = f(x);"),
    "run once, no statement": ("%time\nx", "pass\nx"),
    "run once, compound": ("%time for x in y: f(x)", "get_ipython(x, y, f)"),
    "run many times": ("%timeit -n 10 optimizer.step()", "get_ipython(n, optimizer)"),
    "trailing semicolon": ("plt.plot(x);\n%mystery\n", "plt.plot(x);\npass\n"),
    "no magic in a string": ("s = '''\n%cd x\n!ls\na?\n'''\n%cd x", "s = '''\n%cd x\n!ls\na?\n'''\npass"),
    "no magic in brackets": ("print('%s'\n  % x)\n!ls", "print('%s'\n  % x)\npass"),
    "no magic in a continued row": ("x = y \\\n  % z\n!ls", "x = y \\\n  % z\npass"),
    "no magic in comments": ("# a = !ls\n# why?\n!ls", "# a = !ls\n# why?\npass"),
    "not equal": ("x = y != z\n!ls", "x = y != z\npass"),
    "strings that end": ("x = 'a\\'b' + r'\\\\' + '(' # '\n!ls", "x = 'a\\'b' + r'\\\\' + '(' # '\npass"),
    "a string that never ends": ("x = 'a\n!ls", "x = 'a\npass"),
    "a string that is continued": ("x = 'a\\\n%b'\n!ls", "x = 'a\\\n%b'\npass"),
    "await": ("await fetch()\n!ls", "await fetch()\npass"),
    "timed cell": ("%%time\nx = 1\n", "pass\nx = 1\n"),
    "timed twice": ("\n%%capture out\n%%time\n!ls\nx = 1\n", "\nget_ipython(out)\npass\npass\nx = 1\n"),
    "indented timed cell": ("  %%time\n  x = 1\n", "pass\n  x = 1\n"),
    "shell cell": ("%%bash\nrm -r $HOME\n", "pass"),
    "cell after a comment": ("# fetch\n%%sh\nls -l | cat\n", "pass"),
    "written cell": ("%%writefile train.py\noptimizer.step()\n", "get_ipython(train)"),
    "unknown cell": (
        "%%mystery\nstep(model)\nx = y\ndef f(): pass\n",
        "get_ipython(mystery, step, model, x, y, f); x = get_ipython(); f = get_ipython()",
    ),
    "cell run many times": ("%%timeit\noptimizer.step()\n", "get_ipython(timeit, optimizer)"),
    "automatic magic": ("pip install torch\n", "pass"),
    "automatic magic that runs code": ("run train.py", "get_ipython(train)"),
    "a name like a magic": ("ls -l", "ls -l"),
    "automatic in one row only": ("pip install torch\nx = 1", "pip install torch\nx = 1"),
    "newer Python": ("type X = int\n!ls", "type X = int\npass"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), REPLACED.values(), ids=REPLACED)
def test_what_stands_for_magics(text, expected):
    assert as_python(text) == expected


BOUND = {
    "a = b": "a", "a, b[c] = d": "abc", "a += b": "a", "a: int = b": ["a", "int"], "a = b = c": "ab",
    "(a, b) = c": "ab", "a = (b) = c": "ab", "a == b": "", "a != b": "", "a <= b": "",
    "import a as b": "ab", "from a import b": "b", "with a as b: c": "b", "for a, b in c: d": "ab",
    "class a(b): c": "a", "async def a(): b": "a", "(a := b)": "a", "f(a=b)": "", "a; b = c": "b",
}  # fmt: skip


@pytest.mark.parametrize(("text", "names"), BOUND.items(), ids=BOUND)
def test_what_an_unseen_cell_may_bind(text, names):
    statements = as_python(f"%%mystery\n{text}").split("; ")
    assert sorted(statements[1:]) == [f"{name} = get_ipython()" for name in names]


WORD = st.sampled_from(["model", "x", "train"])
PLAIN = st.sampled_from([
    "x = 1", "print('%d' % x, '?')", "if x:\n    y = 2", "for i in x:\n    '''a\n%b\n?c'''\n    i %= 2",
    "f(a,\n  b\n  % c)", "s = \"\"\"\n!ls\n\"\"\"", "# what?", "", "x = a \\\n % b", "é = 'ü😀'", "await x;",
])  # fmt: skip
MAGIC = st.one_of(
    st.builds("%{} {}".format, WORD, st.text("ab{}$()'\"=?! ", max_size=9)),
    st.builds("!{} {}".format, WORD, st.text("ab{}$()'\"=?! ", max_size=9)),
    st.builds("{} = !{}".format, WORD, WORD),
    st.builds("{}.{}?".format, WORD, WORD),
    st.just("!a \\\n  b"),
    st.builds("if x:\n    %{0} {0}".format, WORD),
)


@given(st.lists(st.tuples(st.booleans(), PLAIN, MAGIC), max_size=8))
def test_rows_and_columns_of_other_code_stay(pieces):
    text = "\n".join(plain if is_plain else magic for is_plain, plain, magic in pieces)
    code = as_python(text)
    ast.parse(code)
    before, after = split_rows(text), split_rows(code)
    assert len(before) == len(after)
    row = 0
    for is_plain, plain, magic in pieces:
        count = len(split_rows(plain if is_plain else magic))
        assert not is_plain or after[row : row + count] == before[row : row + count]
        row += count


@given(st.text("x%!?=' \"#\\\n()[]{}\t,;/:", max_size=40))
def test_any_text_keeps_its_rows_or_becomes_one(text):
    rows = split_rows(as_python(text))
    assert len(rows) in (1, len(split_rows(text)))


@given(st.lists(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), max_size=5))
def test_unseen_names_are_python(names):
    code = as_python("%%mystery\n" + " ".join(names) + " = 1")
    called = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    assert {name for name in names if not keyword.iskeyword(name)} <= called
