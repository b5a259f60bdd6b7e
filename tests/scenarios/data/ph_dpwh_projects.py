"""Works contracts of the Philippines: a table, the portal's JSON records, and flood control contracts.

From the README: amountPaid is 0 in every row; completionDate is empty for 41; 466 completed, 39 on-going,
7 terminated, 2 not yet started. In the flood table the peso's sign is lost ("?"), column names have
spaces at both ends and costs have thousands separators. A contract counts on the day of its completion,
else on that on which it took effect. Pesos and centavos.
"""
import json
import os

from stand import Figures, exact, path, rows

FOLDER = "ph-dpwh-projects"
HEAD = """clock: events
currency: PHP
sources:
  - {name: SOURCE, kinds: project, resolution: day, numbers: by-release}
corridors:
  - {name: philippines, between: [PH, any]}
measures:
  - {name: contracts-completed, corridor: philippines, count: project, where: {stage: completed}, window: calendar-year}
  - {name: contracts-started, corridor: philippines, count: project, where: {stage: started}, window: calendar-year}
  - {name: records-all, corridor: philippines, count: project, window: since-1900-01-01}
"""
MONEY = """  - {name: budget, corridor: philippines, sum: project.budget, where: {stage: completed}, window: calendar-year}
  - {name: spent, corridor: philippines, sum: project.spent, where: {stage: completed}, window: calendar-year}
"""
BUDGET = MONEY.splitlines(keepends=True)[0]
STAGES = {"Completed": "contracts-completed", "On-Going": "contracts-started"}


def contracts(records):
    ret = Figures()
    for record in records:
        ret.rows += 1
        day = record["completionDate"] or record["contractEffectivityDate"]
        if not day:
            ret.left_out += 1
            continue
        ret.events += 1
        ret.unknown += not record["expiryDate"]
        if record["status"] in STAGES:
            ret.add(STAGES[record["status"]], day[:4], 1)
        if record["status"] == "Completed":
            ret.add("budget", day[:4], exact(record["budget"], 100))
    return ret


def portal():
    folder = path(FOLDER, "contracts-json")
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            yield json.load(file, parse_float=str, parse_int=str)["data"]


def pesos(text):
    text = text.strip().replace("?", "").replace(",", "")
    return exact(text, 100) if text else None


def floods():
    ret = Figures()
    for row in rows(FOLDER, "flood_control_contracts.csv"):
        row = {name.strip(): text for name, text in row.items()}
        year = row["ActualCompletionDate"].split("/")[2]
        ret.rows += 1
        ret.events += 1
        ret.add("contracts-completed", year, 1)
        for measure, column in (("budget", "ApprovedBudgetFor"), ("spent", "ContractCost")):
            ret.unknown += pesos(row[column]) is None
            ret.add(measure, year, pesos(row[column]))
    return ret


def show(stand):
    names = [os.path.join("contracts-json", name) for name in sorted(os.listdir(stand.file("contracts-json")))]
    for table, mapping, files, source, money, expected in (
            ("contracts", "ph-dpwh-contracts.yaml", "contracts.csv", "dpwh", BUDGET,
             contracts(rows(FOLDER, "contracts.csv"))),
            ("contracts-json (25 files)", "ph-dpwh-contracts-json.yaml", names, "dpwh", BUDGET, contracts(portal())),
            ("flood_control_contracts", "ph-dpwh-flood-control.yaml", "flood_control_contracts.csv", "dpwh-flood",
             MONEY, floods())):
        with stand.started(HEAD.replace("SOURCE", source) + money):
            stand.take(table, mapping, files, expected)
