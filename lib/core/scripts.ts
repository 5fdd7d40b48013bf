import { Component } from './component';
import { Gate } from './gate';
import { groupKind, KubernetesObject, Manifest } from './manifest';
import { Plan, PlannedStage } from './plan';

/** How long each wait may take. Pulling large images through a slow link is what needs it. */
const waitTimeout = '10m';

/**
 * `install.sh`: applies each file once, in order, and waits for each gate right before the first file that needs it.
 * @param files file names of the stages
 */
export function installScript(plan: Plan, files: readonly string[]): string {
  const waited = new Set<Gate>();
  const waits = (gates: readonly Gate[]): string[] => {
    const fresh = gates.filter((gate) => !waited.has(gate));
    for (const gate of fresh) waited.add(gate);
    return fresh.flatMap(waitLines);
  };
  const steps = plan.stages.flatMap((stage, index) => [
    ...waits([...new Set(stage.needs)]),
    `"$kubectl" apply --server-side --field-manager=keelson -f ${files[index]} "$@"`,
  ]);
  return script([
    `# Installs the platform "${plan.platform.name}" into the cluster that kubectl points at. Running it again is safe.`,
    '# Arguments go to each "kubectl apply": --force-conflicts takes over fields that other tools have set.',
    '# KUBECTL names another kubectl; version 1.31 or newer is needed.',
    ...header,
    ...steps,
    ...(plan.gates.some((gate) => !waited.has(gate)) ? waits(plan.gates) : []),
    `echo 'platform "${plan.platform.name}" is installed'`,
  ]);
}

/**
 * `uninstall.sh`: the inverse of `install.sh`. Custom resources go before the controllers that must let go of them,
 * webhooks before what serves them, CRDs at last.
 * @param files file names of the stages
 */
export function uninstallScript(plan: Plan, files: readonly string[]): string {
  // In the order in which their objects must go: what builds on others first.
  const crds = [...plan.stages]
    .reverse()
    .flatMap((stage) => stage.manifests)
    .filter((manifest) => manifest.object.kind === 'CustomResourceDefinition')
    .map((manifest) => manifest.object.metadata.name);
  const reversed = plan.stages.map((stage, index) => ({ stage, file: files[index] ?? '' })).reverse();
  const workloads = reversed.filter(({ stage }) => isWorkload(stage));
  const installed = reversed.filter(({ stage }) => !isWorkload(stage));
  return script([
    `# Removes the platform "${plan.platform.name}" from the cluster that kubectl points at. Running it again is safe.`,
    '# Custom resources that others created are data: the script stops and lists them, unless --delete-workloads is given.',
    ...header,
    'delete_workloads=false',
    'case "${1:-}" in',
    "  '') ;;",
    '  --delete-workloads) delete_workloads=true ;;',
    '  *) echo "unknown argument $1, the only one is --delete-workloads" >&2; exit 2 ;;',
    'esac',
    '# Whether a CRD is still there; without it kubectl knows nothing of its kind.',
    'has() { [ -n "$("$kubectl" get customresourcedefinition "$1" --ignore-not-found --output=name)" ]; }',
    ...(crds.length === 0 ? [] : leftoverLines(crds)),
    ...workloads.flatMap(({ stage, file }) =>
      guarded(plan, stage, `"$kubectl" delete --ignore-not-found --cascade=foreground -f ${file}`),
    ),
    ...installed.flatMap(({ stage, file }) => [
      ...disarm(stage),
      ...guarded(plan, stage, `"$kubectl" delete --ignore-not-found -f ${file}`),
    ]),
    `echo 'platform "${plan.platform.name}" is removed'`,
  ]);
}

const header = ['set -eu', 'cd "$(dirname "$0")"', 'kubectl="${KUBECTL:-kubectl}"'];

function script(lines: readonly string[]): string {
  return ['#!/bin/sh', ...lines].map((line) => `${line}\n`).join('');
}

function waitLines(gate: Gate): string[] {
  return [
    `# ${gate.description}`,
    ...gate.checks.map(({ object, condition }) => {
      const resource = argument({ construct: object, object: object.toJson() as KubernetesObject });
      return `"$kubectl" wait --for='${condition}' --timeout=${waitTimeout} ${resource}`;
    }),
  ];
}

function argument({ object }: Manifest): string {
  const namespace = object.metadata.namespace;
  const name = `${groupKind(object).toLowerCase()}/${object.metadata.name}`;
  return namespace === undefined ? name : `--namespace=${namespace} ${name}`;
}

/** Webhooks and controllers of a stage go first, so that no request waits for a server that is gone. */
function disarm(stage: PlannedStage): string[] {
  const kinds = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'Deployment', 'StatefulSet'];
  return kinds.flatMap((kind) =>
    stage.manifests
      .filter((manifest) => manifest.object.kind === kind)
      .map((manifest) => `"$kubectl" delete --ignore-not-found --cascade=foreground ${argument(manifest)}`),
  );
}

/** Runs `command` only while the CRDs of the stage's custom resources are there. */
function guarded(plan: Plan, stage: PlannedStage, command: string): string[] {
  const crds = crdNames(plan, stage);
  if (crds.length === 0) return [command];
  return [`if ${crds.map((crd) => `has ${crd}`).join(' && ')}; then`, `  ${command}`, 'fi'];
}

function crdNames(plan: Plan, stage: PlannedStage): string[] {
  const kinds = new Set(stage.manifests.map((manifest) => groupKind(manifest.object)));
  return plan.stages
    .flatMap((other) => other.manifests)
    .filter((manifest) => manifest.object.kind === 'CustomResourceDefinition')
    .filter(({ object }) => {
      const spec = object.spec as { group: string; names: { kind: string } };
      return kinds.has(`${spec.names.kind}.${spec.group}`);
    })
    .map((manifest) => manifest.object.metadata.name);
}

/** Custom resources that neither the platform nor a controller made. */
function leftoverLines(crds: readonly string[]): string[] {
  const others = '--selector=app.kubernetes.io/managed-by!=keelson';
  const template = `{{range .items}}{{if not .metadata.ownerReferences}}{{"\\n"}}  {{.kind}} {{with .metadata.namespace}}{{.}}/{{end}}{{.metadata.name}}{{end}}{{end}}`;
  return [
    `crds='${crds.join(' ')}'`,
    'left=',
    'for crd in $crds; do',
    '  if has "$crd"; then',
    `    left="$left$("$kubectl" get "$crd" --all-namespaces ${others} --output=go-template='${template}')"`,
    '  fi',
    'done',
    'if [ -n "$left" ] && [ "$delete_workloads" = false ]; then',
    '  echo "nothing was removed, because these are not part of the platform:$left" >&2',
    '  echo "delete them, or run again with --delete-workloads" >&2',
    '  exit 1',
    'fi',
    'for crd in $crds; do',
    '  if [ -n "$left" ] && has "$crd"; then',
    `    "$kubectl" delete "$crd" --all-namespaces ${others} --cascade=foreground`,
    '  fi',
    'done',
  ];
}

function isWorkload(stage: PlannedStage): boolean {
  return !stage.manifests.some(
    ({ construct, object }) =>
      object.kind === 'Namespace' || construct.node.scopes.some((scope) => Component.isComponent(scope)),
  );
}
