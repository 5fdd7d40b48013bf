import { IConstruct } from 'constructs';
import { ValidationError } from '../errors';
import { BringsKind, CheckedKind, Manifest, ManifestProblem } from '../manifest';
import { Plan } from '../plan';
import { boundSecret } from '../secret-source';
import { allManifests } from '../render';
import { checkKinds } from './kinds';
import { checkNamespaces } from './namespaces';
import { checkReferences, SecretName } from './references';
import { checkSecrets } from './secrets';
import { checkUnique } from './unique';

/** Checks that hold for all objects of an app. */
export function checkManifests(nodes: readonly IConstruct[], manifests: readonly Manifest[]): ValidationError[] {
  return toErrors([...checkKinds(kindsOf(nodes), manifests), ...checkSecrets(manifests)]);
}

/** Checks that need all objects of one platform. */
export function checkPlatform(plan: Plan): ValidationError[] {
  const manifests = allManifests(plan);
  return toErrors([
    ...checkUnique(manifests),
    ...checkNamespaces(plan.platform, manifests, kindsOf(plan.platform.node.findAll())),
    ...checkReferences(manifests, providedSecrets(plan)),
    ...plan.components.flatMap((component) => component.checks.flatMap((check) => check(manifests))),
  ]);
}

/** Secrets that are made in the cluster rather than applied. */
function providedSecrets(plan: Plan): SecretName[] {
  return plan.platform.node
    .findAll()
    .flatMap((node) => [
      ...('providesSecrets' in node ? (node.providesSecrets as SecretName[]) : []),
      ...node.node.metadata.filter(({ type }) => type === boundSecret).map(({ data }) => data as SecretName),
    ]);
}

function kindsOf(nodes: readonly IConstruct[]): CheckedKind[] {
  return nodes.filter(bringsKind).map((node) => node.checkedKind);
}

function bringsKind(node: IConstruct): node is IConstruct & BringsKind {
  return 'checkedKind' in node;
}

function toErrors(problems: readonly ManifestProblem[]): ValidationError[] {
  return problems.map(({ manifest, message }) => new ValidationError(message, manifest.construct));
}
