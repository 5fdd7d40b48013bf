import { IConstruct } from 'constructs';
import { ValidationError } from '../errors';
import { BringsKind, CheckedKind, Manifest, ManifestProblem } from '../manifest';
import { Plan } from '../plan';
import { boundSecret } from '../secret-source';
import { allManifests } from '../render';
import { checkKinds } from './kinds';
import { checkNamespaces } from './namespaces';
import { checkPatches } from './patches';
import { checkReferences, existingConfigMap, Provided } from './references';
import { checkSecrets } from './secrets';
import { checkUnique } from './unique';

/**
 * Checks that hold for all objects of an app.
 * @param forPulumi whether the objects are handed to Pulumi, which encrypts Secrets
 */
export function checkManifests(
  nodes: readonly IConstruct[],
  manifests: readonly Manifest[],
  forPulumi = false,
): ValidationError[] {
  return toErrors([
    ...checkKinds(kindsOf(nodes), manifests),
    ...checkPatches(manifests),
    ...checkSecrets(manifests, forPulumi),
  ]);
}

/** Checks that need all objects of one platform. */
export function checkPlatform(plan: Plan): ValidationError[] {
  const manifests = allManifests(plan);
  return toErrors([
    ...checkUnique(manifests),
    ...checkNamespaces(plan.platform, manifests, kindsOf(plan.platform.node.findAll())),
    ...checkReferences(manifests, provided(plan)),
    ...plan.components.flatMap((component) => component.checks.flatMap((check) => check(manifests))),
  ]);
}

/** What is made in the cluster, or by others, rather than applied. */
function provided(plan: Plan): Provided[] {
  return plan.platform.node
    .findAll()
    .flatMap((node) => [
      ...('providesSecrets' in node ? (node.providesSecrets as Provided[]) : []),
      ...node.node.metadata
        .filter(({ type }) => type === boundSecret || type === existingConfigMap)
        .map(({ data }) => data as Provided),
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
