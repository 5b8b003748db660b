"""From SQLFluff's violations to those of the protocol."""


def records_of(linted_file):
    """The violations that `sqlfluff lint --format json` lists, in the same order, as plain dicts."""
    records = [_record_of(violation) for violation in linted_file.get_violations(filter_warning=False)]
    records.sort(key=lambda record: (record["line_no"], record["line_pos"], record["code"]))
    return records


def _record_of(violation):
    fields = violation.to_dict()
    record = {
        "line_no": fields["start_line_no"],
        "line_pos": fields["start_line_pos"],
        # A text that cannot be lexed has a place, but no end.
        "end_line_no": fields.get("end_line_no"),
        "end_line_pos": fields.get("end_line_pos"),
        "code": fields["code"],
        "name": fields["name"],
        "description": fields["description"],
        "fixable": violation.fixable,
        "warning": fields["warning"],
    }
    if fields.get("fixes"):
        record["fixes"] = [_fix_of(fix) for fix in fields["fixes"]]
    return record


def _fix_of(fix):
    return {
        "type": fix["type"],
        "edit": fix.get("edit", ""),
        "start_line_no": fix["start_line_no"],
        "start_line_pos": fix["start_line_pos"],
        "end_line_no": fix.get("end_line_no"),
        "end_line_pos": fix.get("end_line_pos"),
    }
