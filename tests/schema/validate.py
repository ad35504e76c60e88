#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
"""validate.py <schema> <definition> <lines>: checks each line of JSON against a definition.

Prints what is wrong, one problem a line, with tabs between line number, place, keyword of the schema and
explanation, and last "<number> lines checked". The exit code is 0 if nothing is wrong, 1 if something is, 2 if it could not
be found out.
"""

import json
import sys

import jsonschema


class NoEvent(Exception):
    """What a lenient parser would let pass."""


def without_repeats(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NoEvent("a key comes twice")
    return members


def no_constant(name):
    raise NoEvent(f"{name} is no JSON")


def problems_of(line, validator):
    try:
        value = json.loads(line, object_pairs_hook=without_repeats, parse_constant=no_constant)
    except (ValueError, NoEvent) as problem:
        yield "$", "json", str(problem)
        return
    for error in validator.iter_errors(value):
        yield error.json_path, error.validator, error.message


def main(schema_file, definition, lines_file):
    with open(schema_file, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    wanted = {**schema, "$ref": f"#/$defs/{definition}"}
    validator = jsonschema.Draft202012Validator(wanted)

    count = 0
    is_valid = True
    with open(lines_file, encoding="utf-8") as file:
        for count, line in enumerate(file, start=1):
            for where, keyword, explanation in problems_of(line, validator):
                is_valid = False
                # ascii() of a text without its quotes: never more than this one line
                print(count, *(ascii(text)[1:-1] for text in (where, keyword, explanation)), sep="\t")
    print(count, "lines checked")
    return 0 if is_valid else 1


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (OSError, TypeError, ValueError, jsonschema.SchemaError) as problem:
        print(f"validate.py: {problem}", file=sys.stderr)
        sys.exit(2)
