"""Data files an analyst edits: every fault of a file is named at once, with its line and a way out."""

import csv
import functools
import io
import shutil
import sys

import pytest

from solieu import knowledge
from solieu.analysis import groups, terms
from solieu.extraction import places
from solieu.knowledge import DataError
from solieu.linking.linkrules import LinkRule
from solieu.reporting import wording
from solieu.rules import load

INDICATOR = "party.new,party members,Mới,New,count,Counted.,Đếm."
PROVINCE = "new-2030,Mới,tỉnh,99,Vùng"


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of the data files that the library reads instead of its own."""
    folder = tmp_path / "data"
    shutil.copytree(str(knowledge.DATA), folder)
    monkeypatch.setattr(knowledge, "DATA", folder)
    forget()
    yield folder
    forget()


def forget():
    """Empty every cache of the library."""
    for name in [name for name in sys.modules if name.startswith("solieu.")]:
        for value in [*vars(sys.modules[name]).values()]:
            getattr(value, "cache_clear", lambda: None)()


def add(*lines):
    return lambda text: "\n".join([text.rstrip("\n"), *lines, ""])


def swap(*pairs):
    def edit(text):
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        return text

    return edit


def faults_of(data, name, edit, check):
    """What is told when the file is edited so."""
    path = data / name
    edited = edit(path.read_text(encoding="utf-8"))
    path.write_bytes(edited if isinstance(edited, bytes) else edited.encode())
    with pytest.raises(DataError) as error:
        check()
    assert f"lib/solieu/data/{name}: " in str(error.value)
    return error.value.problems


def assert_told(problems, parts):
    """Each problem says one of the parts, in their order, and nothing else is told."""
    for part, problem in zip(parts, problems, strict=True):
        assert part in problem


def semicolons(text):
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(csv.reader(io.StringIO(text)))
    return out.getvalue()


TABLES = {
    "days as they are not written, or that there are not": (
        "provinces.csv",
        add(f"{PROVINCE},2030-1-1,,", f"a{PROVINCE},2030-02-30,2029-12-31,"),
        (
            "line 99, new-2030: valid_from '2030-1-1': write a day, such as 2017-10-25",
            "line 100, anew-2030: valid_from '2030-02-30': write a day",
            "line 100, anew-2030: valid_to '2029-12-31' is before valid_from '2030-02-30'",
        ),
    ),
    "a province in capitals, one twice, one whose successor there is not": (
        "provinces.csv",
        add(
            "New-2030,Mới,tỉnh,99,Vùng,2030-01-01,,",
            "ha-noi-2008,Hà Nội,thành phố,01,Vùng,2008-08-01,,",
            f"a{PROVINCE},2030-01-01,,ha-nội-2025",
        ),
        (
            "line 99, New-2030: area_id 'New-2030': write small letters",
            "line 100, ha-noi-2008: area_id 'ha-noi-2008' stands twice",
            "line 101, anew-2030: successor 'ha-nội-2025' is none of ha-noi-2025",
        ),
    ),
    "a district of no province": (
        "districts.csv",
        add("ha-noi-2009,Huyện Mới,huyện,,,nguồn"),
        ("line 725, ha-noi-2009: province 'ha-noi-2009' is none of ha-noi-2008",),
    ),
    "a row with too few cells hides no other fault": (
        "codebook.csv",
        add(
            "party.x,party members,a", "party.new2,đảng viên,,New,count,,Đếm.,up", INDICATOR + ",,"
        ),
        (
            "line 77, party.x: there are not 8 cells; an empty cell is ,,",
            "line 78, party.new2: id 'party.new2': write theme.name in small letters",
            "line 78, party.new2: theme 'đảng viên' is none of",
            "line 78, party.new2: label_vi '': write a text",
            "line 78, party.new2: definition_en '': write a text",
            "line 78, party.new2: direction 'up' is none of more, less, nothing",
            "line 79, party.new: there are not 8 cells; quote a cell that holds a comma",
        ),
    ),
    "an indicator that stands twice": (
        "codebook.csv",
        add(INDICATOR + ",more", INDICATOR + ",more"),
        ("line 78, party.new: id 'party.new' stands twice",),
    ),
    "a theme all but right": (
        "codebook.csv",
        swap(("party.badges,party members", "party.badges,party member")),
        ("party.badges: theme 'party member' is none of party members",),
    ),
    "another encoding": (
        "codebook.csv",
        lambda text: text.encode("cp1258", errors="replace"),
        ("line 2: not UTF-8; save it as (CSV) UTF-8",),
    ),
    "semicolons": ("codebook.csv", semicolons, ("line 1: the columns are id, theme, label_vi",)),
    "another column": (
        "codebook.csv",
        swap(("definition_vi", "nghia")),
        ("definition_vi, direction, parted by commas; not id",),
    ),
    "a unit class without a name in the reports": (
        "units.csv",
        add("cards,thẻ từ"),
        ("line 31, cards: unit_class 'cards' is none of card",),
    ),
    "a noun of two classes, an empty one": (
        "units.csv",
        add("card,Xã|thẻ từ||thẻ nhựa"),
        ("nouns 'Xã' stands twice", "nouns '': write words"),
    ),
    "a document type without words": (
        "document_types.csv",
        add("Thông tri mới,,NQ,TT,maybe"),
        (
            "line 27, Thông tri mới: words '': write words",
            "line 27, Thông tri mới: heads 'NQ' stands twice",
            "line 27, Thông tri mới: bare 'maybe' is none of any, capital, symbol",
        ),
    ),
    "a document that cannot be": (
        "register.csv",
        add("NQ18,Nghị quyêt,2017-02-31,Chính phu,6-XII,t,s"),
        (
            "key 'NQ18': write a number and a symbol, such as 18-NQ/TW",
            "doc_type 'Nghị quyêt' is none of Nghị quyết",
            "date '2017-02-31': write a day",
            "issuer 'Chính phu' is none of Chính phủ",
            "plenum '6-XII': write a plenum and its term, such as 6/XII",
        ),
    ),
    "a plenum that closed before it opened": (
        "plenums.csv",
        add("XIII,two,2022-05-10,2022-05-04,s"),
        ("number 'two': write a whole number", "closed '2022-05-04' is before opened '2022-05-10'"),
    ),
    "a term's years swapped": (
        "terms.csv",
        add("province,,2030,2025,x"),
        ("line 12, province: last_year '2025' is before first_year '2030'",),
    ),
    "a tile of no province": (
        "grid.csv",
        add("new-2030,x,30"),
        ("area_id 'new-2030' is none of", "row 'x': write a whole number"),
    ),
    "an abbreviation without meaning": (
        "abbreviations.csv",
        add("XYZ,,something"),
        ("line 44, XYZ: vi '': write a text",),
    ),
    "a count in words": (
        "unit_counts.csv",
        add("new-2030,commune,nhiều,2020-01-01,,x"),
        (
            "line 20, new-2030: area_id 'new-2030' is none of",
            "line 20, new-2030: count 'nhiều': write a whole number",
            "line 20, new-2030: valid_to '': write a day",
        ),
    ),
}


@pytest.mark.parametrize(("name", "edit", "parts"), TABLES.values(), ids=TABLES)
def test_every_fault_of_a_table_is_named(data, name, edit, parts):
    assert_told(faults_of(data, name, edit, knowledge.check_tables), parts)


def test_a_direction_that_is_none_is_refused(data):
    problems = faults_of(data, "codebook.csv", add(INDICATOR + ",up"), knowledge.codebook)
    assert problems == [
        "line 77, party.new: direction 'up' is none of more, less, nothing",
    ]


def test_faults_of_several_tables_are_named_at_once(data):
    for name, line in (("grid.csv", "x,1,1"), ("terms.csv", "x,,2030,2035,x")):
        (data / name).write_text(add(line)((data / name).read_text("utf-8")), encoding="utf-8")
    with pytest.raises(DataError, match=r"data/grid.csv: .+; lib/solieu/data/terms.csv: line 12"):
        knowledge.check_tables()


def test_the_mark_and_the_empty_lines_of_a_spreadsheet_do_no_harm(data):
    before = knowledge.codebook()
    forget()
    path = data / "codebook.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b"\n,,,,,,,\n")
    assert knowledge.codebook() == before


def test_every_table_is_checked(data):
    assert {path.name for path in data.glob("*.csv")} <= knowledge.read_toml("columns.toml").keys()


BADGES = 'kind = "party.badges"'
CUE = 'cue = ["huy hiệu(?: đảng)?", "năm tuổi đảng"]'
RULES = {
    "an indicator unknown, no marks and a broken pattern": (
        swap(
            ('"phát triển đảng"', '"phát triển (đảng"'),
            (BADGES, 'kind = "party.badge"'),
            ('"Tỉnh ủy trao ⟦412⟧ Huy hiệu Đảng."', '"Tỉnh ủy trao 412 Huy hiệu Đảng."'),
        ),
        (
            "link.admissions: cue: missing ), unterminated subpattern",
            "link.badges: kind 'party.badge' is none of party.badges",
            "link.badges: examples: no ⟦ ⟧ in 'Tỉnh ủy trao 412 Huy hiệu Đảng.'",
        ),
    ),
    "no kind, a cue that is a text": (
        swap((BADGES, ""), (CUE, 'cue = "huy hiệu"'), ("rank = 12", 'rank = "12"')),
        (
            "link.hamlet_secretary_head: rank has to be written as 10",
            "link.badges: lacks 'kind'",
            'link.badges: cue has to be written as ["…", "…"]',
        ),
    ),
    "a unit class unknown, a key misspelt": (
        swap(('units = ["badge", "member"', 'units = ["badges", "member"'), (CUE, CUE[0] + CUE)),
        (
            "link.badges: lacks 'cue' or 'pattern'",
            "link.badges: the key 'ccue' is none of cue",
            "link.badges: units: 'badges' is none of badge",
        ),
    ),
    "a list of words unknown": (
        swap(('"{leavers}"', '"{leaver}"')),
        ("link.payroll_reduction: cue: there is no list of words or reader 'leaver'",),
    ),
    "no rejects": (
        swap(('rejects = ["Toàn huyện có ⟦34⟧ trường học."]', "")),
        ("link.merger_schools: lacks 'rejects'",),
    ),
    "a name that stands twice": (
        swap(('name = "link.merger_schools"', 'name = "link.merger_leaders"')),
        ("link.merger_leaders: the name stands twice",),
    ),
    "a quote forgotten": (
        swap(('reason = "badges of party age"', 'reason = "badges of party age')),
        ("Illegal character '\\n' (at line",),
    ),
}


@pytest.mark.parametrize(("edit", "parts"), RULES.values(), ids=RULES)
def test_every_fault_of_the_rules_is_named(data, edit, parts):
    kinds = (*knowledge.codebook(), "")
    check = functools.partial(load, "linking.toml", {}, make=LinkRule, kinds=kinds)
    assert_told(faults_of(data, "linking.toml", edit, check), parts)


@pytest.mark.parametrize(
    ("name", "edit", "check", "part"),
    [
        ("aliases.csv", add("HN,Hà Nộii,"), places.gazetteer, "'Hà Nộii' is none of Hà Nội"),
        ("grid.csv", add("ha-noi-2008,0,1"), groups.grid, "share a tile"),
        ("grid.csv", swap(("ha-noi-2025,", "hue-2025,")), groups.grid, "ha-noi-2025: no tile"),
        ("terms.toml", swap(('reason = "', 'reasons = "')), terms._lists, "no reason"),
    ],
)
def test_what_has_to_fit_another_file_is_told(data, name, edit, check, part):
    assert part in "".join(faults_of(data, name, edit, check))


@pytest.mark.parametrize(
    ("edit", "part"),
    [
        (swap(('en = "Target"', 'ens = "Target"')), "lacks en"),
        (swap(('vi = "Bộ mã: {n}', 'vi = "Bộ mã: {so}')), "placeholders differ"),
    ],
)
def test_wording_has_both_languages(data, edit, part):
    path = data / "wording.toml"
    path.write_text(edit(path.read_text("utf-8")), encoding="utf-8")
    with pytest.raises(DataError, match=part):
        wording._wording()
