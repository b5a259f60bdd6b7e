"""Every data set of the public folder through the real daemon: what `sh tests/run.sh data` runs.

    run.py [--list] [FOLDER...]

For each folder a module of its own says, from the folder's README alone, how many records and
which sums its tables come to; here they are imported as a user would, asked for, and compared to
the last unit. Ends with `data: N passed, M failed`, and with 77 where the data are not there.
"""
import importlib
import os
import sys
import time
import traceback

import stand

MODULES = (
    "am_armstat_partners",
    "ca_vancouver_containers",
    "eu_comext_monthly",
    "eu_comext_vintages",
    "eu_easycomext_monthly",
    "eu_gas_daily_flows",
    "fx_ecb",
    "fx_nbu",
    "ph_dpwh_projects",
    "ru_fts_partners",
    "transit_costs_projects",
    "ua_grain_voyages",
    "un_comtrade_samples",
    "us_bts_monthly_transport",
    "us_bts_transborder",
    "us_census_country",
    "us_nyfed_vintages",
    "wb_annual_trade",
)


def show(module):
    """One folder; what breaks it is told, and the others go on."""
    here = stand.Stand(module.replace("_", "-"))
    try:
        importlib.import_module(module).show(here)
    except Exception:  # also of a daemon that is gone: the table has a row for every folder
        here.failed += 1
        print(f"    FAILED {here.folder}: it broke off\n{traceback.format_exc(limit=4)}", flush=True)
    return here.passed, here.failed


def main(names):
    if names == ["--list"]:
        print("\n".join(module.replace("_", "-") for module in MODULES))
        return 0
    if not os.path.isdir(stand.DATA):
        print("data: skipped: the folder of public data is not there; MILESTONE_DATA names it "
              "(looked for ../shared/data)")
        return 77
    wanted = [name.replace("-", "_") for name in names] or MODULES
    if unknown := [name for name in wanted if name not in MODULES]:
        print(f"data: no such folder: {', '.join(unknown)}; --list names all")
        return 2
    began, passed, failed = time.monotonic(), 0, 0
    print(stand.line([name for name, _ in stand.COLUMNS]), flush=True)
    for module in wanted:
        good, bad = show(module)
        passed, failed = passed + good, failed + bad
    print(f"{len(wanted)} folders in {time.monotonic() - began:.1f} s")
    print(f"data: {passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main(sys.argv[1:]))
