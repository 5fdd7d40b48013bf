import { Component } from './component';
import { Gate, GateCheck } from './gate';
import { groupKind, Manifest } from './manifest';
import { Plan, PlannedStage } from './plan';

/** How long each wait may take. Pulling large images through a slow link is what needs it. */
const timeout = '--timeout=10m';

/**
 * `install.sh`: applies each file once, in order, and waits for each gate right before the first file that needs it.
 * @param files file names of the stages
 */
export function installScript(plan: Plan, files: readonly string[]): string {
  const waited = new Set<Gate>();
  const rendered = new Map(plan.stages.flatMap(({ manifests }) => manifests.map((each) => [each.construct, each])));
  const waits = (gates: readonly Gate[]): string[] => {
    const fresh = [...new Set(gates)].filter((gate) => !waited.has(gate));
    for (const gate of fresh) waited.add(gate);
    return fresh.flatMap((gate) => [
      `# ${gate.description.replace(/\s+/g, ' ')}`,
      ...gate.checks.map((check) => waitLine(check, rendered.get(check.object))),
    ]);
  };
  const steps = plan.stages.flatMap((stage, index) => [
    ...waits(stage.needs),
    `kubectl apply --server-side --field-manager=keelson $force -f "$here/${files[index]}"`,
  ]);
  return script([
    `# Installs the platform "${plan.platform.name}". Running it again is safe.`,
    '# --force-conflicts takes over fields that other tools have set.',
    ...commonUsage,
    'set -eu',
    'force=',
    'case "$#${1:-}" in',
    '  0) ;;',
    '  1--force-conflicts) force=--force-conflicts ;;',
    '  *) echo "unknown arguments $*, the only one is --force-conflicts" >&2; exit 2 ;;',
    'esac',
    ...setupLines,
    ...steps,
    ...waits(plan.gates),
    `echo 'platform "${plan.platform.name}" is installed'`,
  ]);
}

/**
 * `uninstall.sh`: the inverse of `install.sh`. Custom resources go before the controllers that must let go of them,
 * webhooks before what serves them, CRDs at last.
 * @param files file names of the stages
 */
export function uninstallScript(plan: Plan, files: readonly string[]): string {
  const reversed = plan.stages.map((stage, index) => ({ stage, file: files[index] ?? '' })).reverse();
  const crds = reversed.flatMap(({ stage }) => stage.manifests).filter(isCrd);
  const holdsData = plan.stages.some((stage) => stage.data);
  return script([
    `# Removes the platform "${plan.platform.name}". Running it again is safe.`,
    '# What others made is data: the script lists it and stops, before anything is removed, unless told otherwise:',
    '# --delete-workloads deletes custom resources that are not part of the platform, such as jobs of its users,',
    '# --delete-namespaces deletes the namespaces of teams with everything in them; they are kept otherwise.',
    ...(holdsData
      ? [
          "# --delete-data deletes the components' volumes, and the namespaces that they are in; they are kept otherwise.",
        ]
      : []),
    ...commonUsage,
    'set -eu',
    `workloads= namespaces=${holdsData ? ' data=' : ''}`,
    'for argument in "$@"; do',
    '  case "$argument" in',
    '    --delete-workloads) workloads=delete ;;',
    '    --delete-namespaces) namespaces=delete ;;',
    ...(holdsData ? ['    --delete-data) data=delete ;;'] : []),
    `    *) echo "unknown argument $argument, there are --delete-workloads, --delete-namespaces${holdsData ? ', --delete-data' : ''}" >&2; exit 2 ;;`,
    '  esac',
    'done',
    ...setupLines,
    ...(crds.length === 0 ? [] : customResourceLines(crds)),
    ...reversed.flatMap(({ stage, file }) => removeStage(plan, stage, file, crds)),
    `echo 'platform "${plan.platform.name}" is removed'`,
  ]);
}

const commonUsage = [
  '# The environment variable CONTEXT chooses a context of the kubeconfig, KUBECTL another kubectl. It must be 1.31 or newer.',
];

function script(lines: readonly string[]): string {
  return ['#!/bin/sh', ...lines].map((line) => `${line}\n`).join('');
}

/** Makes every `kubectl` that follows the one that was asked for. Paths stay as they were given: there is no `cd`. */
const setupLines = [
  'here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)',
  'kubectl() { command "${KUBECTL:-kubectl}" ${CONTEXT:+"--context=$CONTEXT"} "$@"; }',
];

/** Kinds whose `rollout status` also sees updates whose new pods never start. */
const rolledOut: readonly string[] = ['Deployment', 'StatefulSet'];

function waitLine({ object, condition }: GateCheck, manifest: Manifest | undefined): string {
  // A gate over an object that is not part of the platform has been reported before.
  const resource = manifest === undefined ? '' : argument(manifest);
  // A Deployment stays available through an update whose new pods never start.
  if (rolledOut.includes(object.kind)) return `kubectl rollout status ${timeout} ${resource}`;
  return `kubectl wait --for=${quoted(condition)} ${timeout} ${resource}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function argument({ object }: Manifest): string {
  const namespace = object.metadata.namespace;
  const name = `${groupKind(object).toLowerCase()}/${object.metadata.name}`;
  return namespace === undefined ? name : `--namespace=${namespace} ${name}`;
}

/**
 * Lists custom resources that are neither in the inventory nor made by a controller for one of its kinds, and stops
 * there; otherwise deletes all custom resources, while the controllers still run.
 */
function customResourceLines(crds: readonly Manifest[]): string[] {
  const kinds = crds.map(({ object }) => (object.spec as { names: { kind: string } }).names.kind);
  const owners = '{{range .metadata.ownerReferences}} owned by {{.kind}}{{end}}';
  const name = '{{.kind}} {{with .metadata.namespace}}{{.}}/{{end}}{{.metadata.name}}';
  const template = `{{range .items}}${name}${owners}{{"\\n"}}{{end}}`;
  return [
    '[ -r "$here/inventory.txt" ] || { echo "$here/inventory.txt is missing: render the platform again" >&2; exit 1; }',
    `crds='${crds.map(({ object }) => object.metadata.name).join(' ')}'`,
    '# Whether a CRD is still there; without it kubectl knows nothing of its kind.',
    'has() {',
    '  found=$(kubectl get customresourcedefinition "$1" --ignore-not-found --output=name) || exit 1',
    '  [ -n "$found" ]',
    '}',
    'all=',
    'for crd in $crds; do',
    '  if has "$crd"; then',
    `    some=$(kubectl get "$crd" --all-namespaces --output=go-template='${template}')`,
    '    all="$all$some',
    '"',
    '  fi',
    'done',
    `others=$(printf '%s' "$all" | grep -v -E -e ' owned by (${kinds.join('|')})$' -e '^$' | grep -v -x -F -f "$here/inventory.txt") || true`,
    'if [ -n "$others" ] && [ -z "$workloads" ]; then',
    '  echo "nothing was removed, because these are not part of the platform:" >&2',
    '  echo "$others" >&2',
    '  echo "delete them, or run again with --delete-workloads" >&2',
    '  exit 1',
    'fi',
    'for crd in $crds; do',
    `  if has "$crd"; then kubectl delete ${timeout} "$crd" --all --all-namespaces; fi`,
    'done',
  ];
}

/** Webhooks and controllers of a stage go first, so that no request waits for a server that is gone. */
function removeStage(plan: Plan, stage: PlannedStage, file: string, crds: readonly Manifest[]): string[] {
  if (stage.manifests.some(({ object }) => object.kind === 'Namespace')) return removeNamespaces(plan, stage);
  const first = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'Deployment', 'StatefulSet'];
  const disarm = first.flatMap((kind) =>
    stage.manifests
      .filter(({ construct, object }) => object.kind === kind && Component.isComponent(construct.chart))
      .map((manifest) => remove(`--cascade=foreground ${argument(manifest)}`)),
  );
  const kinds = new Set(stage.manifests.map(({ object }) => groupKind(object)));
  const needed = crds.filter(({ object }) => {
    const spec = object.spec as { group: string; names: { kind: string } };
    return kinds.has(`${spec.names.kind}.${spec.group}`);
  });
  const all = remove(`-f "$here/${file}"`);
  if (stage.data) {
    const names = stage.manifests.map(
      ({ object }) => `${object.kind.toLowerCase()} ${object.metadata.namespace}/${object.metadata.name}`,
    );
    return guarded(
      '[ -n "$data" ]',
      `-f "$here/${file}"`,
      names.map((name) => `kept, with the data on it: ${name}`),
    );
  }
  if (needed.length === 0) return [...disarm, all];
  return [
    ...disarm,
    `if ${needed.map(({ object }) => `has ${object.metadata.name}`).join(' && ')}; then`,
    `  ${all}`,
    'fi',
  ];
}

function removeNamespaces(plan: Plan, stage: PlannedStage): string[] {
  const names = stage.manifests.map(({ object }) => object.metadata.name);
  const data = plan.stages.filter((each) => each.data).flatMap(({ manifests }) => manifests);
  const holding = new Set(data.map(({ object }) => object.metadata.namespace));
  const teams = plan.platform.keptNamespaces();
  const group = (ofTeams: boolean, withData: boolean): string =>
    names.filter((name) => teams.has(name) === ofTeams && holding.has(name) === withData).join(' ');
  const step = (namespaces: string, condition: string, why: string): string[] =>
    namespaces === '' ? [] : guarded(condition, `namespace ${namespaces}`, [`${why}: namespace ${namespaces}`]);
  const own = group(false, false);
  return [
    ...step(group(false, true), '[ -n "$data" ]', 'kept, with volumes and the secrets that open them'),
    ...(own === '' ? [] : [remove(`namespace ${own}`)]),
    ...step(group(true, false), '[ -n "$namespaces" ]', 'kept, with what is in them'),
    ...step(group(true, true), '[ -n "$namespaces" ] && [ -n "$data" ]', 'kept, with what is in them'),
  ];
}

/** Removes something on a condition, or says what is kept. */
function guarded(condition: string, what: string, kept: readonly string[]): string[] {
  return [`if ${condition}; then`, `  ${remove(what)}`, 'else', ...kept.map((text) => `  echo '${text}'`), 'fi'];
}

function remove(what: string): string {
  return `kubectl delete --ignore-not-found ${timeout} ${what}`;
}

function isCrd({ object }: Manifest): boolean {
  return object.kind === 'CustomResourceDefinition';
}
