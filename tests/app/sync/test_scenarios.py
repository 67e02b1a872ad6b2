"""The 25 hardest things that can happen to an exchange, and which tests play each of them."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SYNC, POWER = "tests/app/sync", "tests/power"

SCENARIOS: dict[int, tuple[str, tuple[str, ...]]] = {
    1: (
        "the same package once, twice, ten times, also renamed",
        (
            f"{SYNC}/test_order_of_packages.py::test_a_package_taken_once_twice_or_ten_times_is_the_same",
            f"{SYNC}/test_order_of_packages.py::test_two_copies_of_one_file_in_one_folder",
        ),
    ),
    2: (
        "packages in every order, with duplicates",
        (
            f"{SYNC}/test_order_of_packages.py::test_any_order_of_packages_gives_the_same",
            f"{SYNC}/test_scenarios_in_numbers.py::test_ten_packages_in_sampled_orders_with_duplicates",
        ),
    ),
    3: (
        "package 3 before 2, and 400 days pass",
        (f"{SYNC}/test_order_of_packages.py::test_a_package_waits_for_the_one_before_it",),
    ),
    4: (
        "a station is put back from a copy and goes on writing",
        (
            f"{SYNC}/test_restored.py::test_a_restored_station_gets_its_tail_back",
            f"{SYNC}/test_scenarios_in_numbers.py::test_put_back_to_50_while_the_county_holds_80",
        ),
    ),
    5: (
        "a whole disk is put back, what the computer remembers with it",
        (f"{SYNC}/test_restored.py::test_a_restored_station_gets_its_tail_back",),
    ),
    6: (
        "a cloned computer: both write and report",
        (
            f"{SYNC}/test_computers.py::test_a_cloned_disk_gets_one_question",
            f"{SYNC}/test_computers.py::test_the_first_of_two_clones_is_asked_too",
            f"{SYNC}/test_hard_scenarios.py::test_the_copy_of_a_computer_reports_before_the_computer_itself",
            f"{SYNC}/test_scenarios_in_numbers.py::test_a_clone_and_its_original_write_for_five_rounds",
        ),
    ),
    7: (
        "the county is put back from a copy",
        (
            f"{SYNC}/test_restored.py::test_a_restored_office_gets_everything_again",
            f"{SYNC}/test_restored.py::test_an_office_whose_whole_disk_was_put_back",
        ),
    ),
    8: (
        "the county put back, a station on a new computer, and its old one returns",
        (
            f"{SYNC}/test_hard_scenarios.py::test_a_rebuilt_station_and_a_restored_county_meet_the_old_computer",
            f"{SYNC}/test_late_lines.py::test_what_a_copy_of_the_computer_wrote_is_offered_line_by_line",
        ),
    ),
    9: (
        "the stick with the answer is lost five times",
        (f"{SYNC}/test_hard_scenarios.py::test_five_answers_are_lost_and_the_sixth_settles_everything",),
    ),
    10: (
        "killed, and power cut, at every operation of an import",
        (
            f"{SYNC}/test_kills.py::test_killed_while_importing",
            f"{SYNC}/test_kills.py::test_killed_while_taking_in_a_rebuild_package",
            f"{POWER}/test_power_cut_exchange.py::test_the_power_fails_during_an_import",
        ),
    ),
    11: (
        "killed, and power cut, at every operation of an edit and export",
        (
            f"{SYNC}/test_kills.py::test_killed_while_exporting",
            f"{SYNC}/test_kills.py::test_killed_while_writing_a_rebuild_package",
            f"{POWER}/test_power_cut_exchange.py::test_the_power_fails_during_an_edit_and_export",
            f"{POWER}/test_power_cut.py::test_what_was_saved_survives_a_cut_at_any_point",
        ),
    ),
    12: (
        "full, pulled out, write-protected, limited in size",
        (
            f"{SYNC}/test_files.py::test_a_fault_is_one_sentence_and_leaves_nothing",
            f"{SYNC}/test_files.py::test_a_small_stick_is_refused_before_writing",
            f"{SYNC}/test_files.py::test_a_stick_that_is_gone",
            f"{SYNC}/test_files.py::test_a_file_beyond_the_limit_of_the_medium",
            f"{SYNC}/test_scenarios_in_numbers.py::test_the_disk_is_full_at_each_step_of_an_export_and_an_intake",
        ),
    ),
    13: (
        "every byte flipped, every truncation",
        (
            f"{SYNC}/test_package_file.py::test_every_flipped_byte_is_refused",
            f"{SYNC}/test_package_file.py::test_every_truncation_is_called_incomplete",
            f"{SYNC}/test_package_file.py::test_the_front_of_a_truncated_file_tells_who_sent_it",
        ),
    ),
    14: (
        "another's signature, another recipient, a stopped key, another's body",
        (
            f"{SYNC}/test_hard_scenarios.py::test_four_packages_that_are_not_for_us_are_refused_in_four_ways",
            f"{SYNC}/test_package_file.py::test_the_manifest_of_one_package_does_not_cover_the_body_of_another",
        ),
    ),
    15: (
        "bombs, 200,000 members, equal names, hostile paths, lies about sizes",
        (
            f"{SYNC}/test_hostile_bodies.py::test_hostile_bodies_are_damaged",
            f"{SYNC}/test_hostile_bodies.py::test_a_directory_of_200000_members_is_refused_unread",
            f"{SYNC}/test_fuzz_packages.py::test_a_header_of_lies",
        ),
    ),
    16: (
        "JSON that breaks a rule",
        (
            f"{SYNC}/test_bad_lines.py::test_a_bad_line_is_refused_alone",
            f"{SYNC}/test_bad_lines.py::test_it_is_told_until_a_later_revision_is_accepted",
        ),
    ),
    17: (
        "of 5,000 lines one is invalid and one has no parent",
        (f"{SYNC}/test_hard_scenarios.py::test_one_line_of_5000_is_invalid_and_one_waits_for_a_parent",),
    ),
    18: (
        "photos over volumes, one missing, one twice, one photo shared",
        (f"{SYNC}/test_hard_scenarios.py::test_one_volume_is_missing_and_another_comes_twice",),
    ),
    19: (
        "a photo is swapped on the station's disk",
        (
            f"{SYNC}/test_photos_travel.py::test_a_photo_that_changed_on_the_disk_is_reported_absent",
            f"{SYNC}/test_package_file.py::test_a_photo_that_changed_on_the_disk_is_left_out_and_named",
        ),
    ),
    20: (
        "programs of different age",
        (
            f"{SYNC}/test_bad_lines.py::test_what_a_later_program_wrote_is_kept_and_shown_after_an_upgrade",
            f"{SYNC}/test_package_file.py::test_a_signed_manifest_is_still_read_strictly",
            f"{SYNC}/test_golden.py::test_kept_packages_are_read",
            f"{SYNC}/test_program_ages.py::test_an_old_office_sees_what_it_can_and_the_rest_after_an_upgrade",
            f"{SYNC}/test_program_ages.py::test_the_office_knows_whose_program_is_old",
            f"{SYNC}/test_program_ages.py::test_a_value_and_a_field_of_a_later_program_are_kept_as_they_are",
        ),
    ),
    21: (
        "a village is handed from one station to another while both write",
        (
            f"{SYNC}/test_late_village_edits.py::test_both_have_unsent_edits_and_the_last_package_comes_after_the_adoption",
            f"{SYNC}/test_late_village_edits.py::test_late_edits_reach_the_third_station",
            f"{SYNC}/test_villages.py::test_two_stations_take_one_village",
            f"{SYNC}/village_histories.py::one_station_has_it_and_nobody_thinks_otherwise_for_good",
            f"{SYNC}/test_late_village_edits.py::test_late_edits_of_the_former_station_become_proposals",
            f"{SYNC}/test_villages.py::test_a_village_goes_back_and_forth",
        ),
    ),
    22: (
        "clocks three years back and forth",
        (
            f"{SYNC}/test_hard_scenarios.py::test_clocks_that_run_backwards_and_forwards",
            f"{SYNC}/test_scenarios_in_numbers.py::test_another_time_zone_and_a_leap_day",
        ),
    ),
    23: (
        "a dry run, the real one, and taking it back",
        (
            f"{SYNC}/test_exchange.py::test_a_preview_changes_nothing_and_tells_the_truth",
            f"{SYNC}/test_undo_import.py::test_undo_returns_to_the_state_before_and_the_package_can_come_again",
        ),
    ),
    24: (
        "an older package after a newer one, a new county key, old news",
        (
            f"{SYNC}/test_hard_scenarios.py::test_an_older_package_down_after_a_newer_one",
            f"{SYNC}/test_computers.py::test_the_office_gets_a_new_key",
        ),
    ),
    25: (
        "everybody's packages on one stick, some broken, stopped in the middle",
        (
            f"{SYNC}/test_full_stick.py::test_a_stick_full_of_everybodys_packages",
            f"{SYNC}/test_full_stick.py::test_photos_on_a_full_stick_take_no_memory",
        ),
    ),
}


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("number", range(1, 26))
def test_every_scenario_is_played(number: int) -> None:
    for test in SCENARIOS[number][1]:
        path, name = test.split("::")
        assert name in functions_of(path), test


def test_the_document_lists_what_is_proved() -> None:
    text = (ROOT / "docs/proof.md").read_text("utf-8")
    rows = [f"| {number} | {title} |" for number, (title, _) in SCENARIOS.items()]
    assert [row for row in rows if row not in text] == []
