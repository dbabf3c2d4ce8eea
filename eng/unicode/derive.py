#!/usr/bin/env python3
"""Derives two tables from the Unicode Character Database: src/ContextMemory.MLNet/Text/Normalization/unicode-VERSION.txt, by which the
program composes text, and a sample of Unicode's own test of it, tests/ContextMemory.MLNet.Tests/Text/Normalization/composition.tsv.

usage: derive.py DIRECTORY

DIRECTORY holds UnicodeData.txt, CompositionExclusions.txt, DerivedCoreProperties.txt and NormalizationTest.txt.bz2 of one version: those of
https://www.unicode.org/Public/15.0.0/ucd/, which Debian's package unicode-data 15.0.0 puts into /usr/share/unicode.
"""
import bz2
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).parents[2]
TABLE = ROOT / "src/ContextMemory.MLNet/Text/Normalization"
SAMPLE = ROOT / "tests/ContextMemory.MLNet.Tests/Text/Normalization/composition.tsv"
SAMPLE_STEP = 40


def fields(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        content = line.split("#")[0].strip()
        if content:
            yield [field.strip() for field in content.split(";")]


def runs(values):
    """(first, last, value) for each run of neighbouring code points of one value."""
    found = []
    for code, value in sorted(values.items()):
        if found and found[-1][1] == code - 1 and found[-1][2] == value:
            found[-1][1] = code
        else:
            found.append([code, code, value])
    return found


def main(directory):
    derived = directory / "DerivedCoreProperties.txt"
    version = re.match(r"# DerivedCoreProperties-(\S+)\.txt", derived.read_text(encoding="utf-8")).group(1)
    classes, mappings = {}, {}
    for row in fields(directory / "UnicodeData.txt"):
        code = int(row[0], 16)
        if row[3] != "0":
            classes[code] = int(row[3])
        if row[5] and not row[5].startswith("<"):
            mappings[code] = [int(part, 16) for part in row[5].split()]
    exclusions = {int(row[0], 16) for row in fields(directory / "CompositionExclusions.txt")}
    ignorable = {}
    for row in fields(derived):
        if row[1] == "Default_Ignorable_Code_Point":
            first, _, last = row[0].partition("..")
            ignorable.update(dict.fromkeys(range(int(first, 16), int(last or first, 16) + 1), True))

    # What is left out here the program takes for granted.
    assert not any(code in mappings or code in classes for code in ignorable)
    assert not any(part in ignorable for parts in mappings.values() for part in parts)
    assert all(len(parts) <= 2 for parts in mappings.values())

    def composes(code):
        # Composition skips singletons, decompositions that begin with a mark, marks and the listed exclusions.
        parts = mappings[code]
        return len(parts) == 2 and code not in exclusions and code not in classes and parts[0] not in classes

    lines = [
        f"# Unicode {version}: canonical decompositions, canonical combining classes, default-ignorable characters.",
        "# Derived by eng/unicode/derive.py from the Unicode Character Database, (c) 1991-2022 Unicode, Inc.,",
        "# https://www.unicode.org/license.txt. Code points are hexadecimal. Hangul syllables are left out: they are computed.",
        "# = character, its decomposition (one step); < where the decomposition is not composed again",
    ]
    for code, parts in sorted(mappings.items()):
        lines.append(f"{'=' if composes(code) else '<'} {code:X} {' '.join(f'{part:X}' for part in parts)}")
    lines.append("# @ first, last, canonical combining class (decimal) where it is not 0")
    lines += [f"@ {first:X} {last:X} {value}" for first, last, value in runs(classes)]
    lines.append("# - first, last default-ignorable character")
    lines += [f"- {first:X} {last:X}" for first, last, _ in runs(ignorable)]
    path = TABLE / f"unicode-{version}.txt"
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"{path}: {len(mappings)} decompositions, {sum(map(composes, mappings))} composed, {len(classes)} marks, {len(ignorable)} ignorable")
    write_sample(directory, version, ignorable)


def write_sample(directory, version, ignorable):
    """Every so many lines of the test: a text, composed, decomposed. Of these, lines with ignorable characters are left out."""
    lines = [
        f"# Every {SAMPLE_STEP}th line of NormalizationTest-{version}.txt, (c) 2022 Unicode, Inc., https://www.unicode.org/license.txt:",
        "# code points of a text, composed (form C), decomposed (form D). Written by eng/unicode/derive.py.",
    ]
    with bz2.open(directory / "NormalizationTest.txt.bz2", "rt", encoding="utf-8") as file:
        rows = [line.split(";")[:3] for line in file if line[0] not in "#@\n"]
    for row in rows[::SAMPLE_STEP]:
        if not any(int(code, 16) in ignorable for text in row for code in text.split()):
            lines.append("\t".join(row))
    SAMPLE.write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
