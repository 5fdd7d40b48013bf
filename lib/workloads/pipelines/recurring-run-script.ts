import { apiScript } from './api-script';

/*
 * Makes the recurring run at the API what the program says. The API has no way to change one, so another one is made. It is
 * made before the old one goes: where the server refuses it, the old one goes on.
 *
 * A recurring run tells by the end of its description whose it is and of which specification. Those of others are left alone.
 */
export const recurringRunScript = `${apiScript}

import re

MARK = re.compile(r"\\[keelson ([a-z0-9-]+) ([0-9a-f]+)\\]$")


def mark_of(recurring_run):
    match = MARK.search(recurring_run.get("description") or "")
    return match.groups() if match else (None, None)


def find_experiment(name, where):
    for each in pages("/experiments", "experiments", **where):
        if each.get("display_name") == name:
            return each["experiment_id"]
    return request("POST", "/experiments", {"display_name": name, **where})["experiment_id"]


def find_reference(wanted, where):
    pipeline = find_pipeline(wanted["name"], where)
    if pipeline is None:
        sys.exit(f'there is no pipeline "{wanted["name"]}" yet, which is tried again; it must be uploaded first')
    reference = {"pipeline_id": pipeline["pipeline_id"]}
    if wanted.get("version"):
        version = find_version(pipeline, wanted["version"])
        if version is None:
            sys.exit(
                f'the pipeline "{wanted["name"]}" has no version "{wanted["version"]}" yet, which is tried again;'
                " it must be uploaded first"
            )
        reference["pipeline_version_id"] = version["pipeline_version_id"]
    return reference


def delete(recurring_run):
    try:
        request("DELETE", "/recurringruns/" + recurring_run["recurring_run_id"])
    except Answered as answered:
        if answered.status != 404:
            raise
    print("deleted the recurring run " + recurring_run["recurring_run_id"])


def main(desired):
    where = scope(desired["namespace"])
    owner, specification, name = desired["owner"], desired["specification"], desired["run"]["display_name"]
    there = list(pages("/recurringruns", "recurringRuns", **where))
    own = [each for each in there if mark_of(each)[0] == owner]
    if desired["absent"]:
        for each in own:
            delete(each)
        print(f'there is no recurring run "{name}" of this program')
        return
    for each in there:
        if each not in own and each.get("display_name") == name:
            sys.exit(
                f'a recurring run "{name}" is there already, which this program did not make'
                f' ({each["recurring_run_id"]}): delete it, or choose another name'
            )

    reference = find_reference(desired["pipeline"], where)
    # With several users, the server takes none without an experiment.
    experiment = find_experiment(desired["experiment"], where)
    body = {
        **desired["run"],
        **where,
        "pipeline_version_reference": reference,
        "experiment_id": experiment,
        "mode": "ENABLE" if desired["enabled"] else "DISABLE",
    }

    def is_right(each):
        return (
            mark_of(each)[1] == specification
            and each.get("pipeline_version_reference") == reference
            and each.get("experiment_id") == experiment
        )

    kept = next((each for each in own if is_right(each)), None)
    wanted = "ENABLED" if desired["enabled"] else "DISABLED"
    if kept is None:
        kept = request("POST", "/recurringruns", body)
        print("made the recurring run " + kept["recurring_run_id"])
    elif kept.get("status") != wanted:
        verb = "enable" if desired["enabled"] else "disable"
        request("POST", f"/recurringruns/{kept['recurring_run_id']}:{verb}", {})
        print(f"{verb}d the recurring run " + kept["recurring_run_id"])
    else:
        print(f"the recurring run {kept['recurring_run_id']} is as it should be")
    for each in own:
        if each["recurring_run_id"] != kept["recurring_run_id"]:
            delete(each)


run(main)
`;
