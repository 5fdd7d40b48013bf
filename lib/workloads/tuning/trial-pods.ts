import { Construct } from 'constructs';
import type { Container, EnvVar, PodSecurityContext, SecurityContext } from 'kubernetes-types/core/v1';
import { report } from '../../core/errors';
import { listOf } from '../../core/props';
import { shown } from '../../core/words';
import { shellCommand } from './shell';
import { changed, Fields, inside, TemplatePlace, TrialKind } from './trial-kinds';

/** What is done to a trial's pods. */
export interface PodRules {
  readonly podSecurity: 'restricted' | 'none';
  readonly runAsUser: number;
  /** Whether Katib puts the command into a line for a shell. */
  readonly wrapsCommand: boolean;
  /** Whether all values of a parameter are plain words to a shell. */
  readonly isPlain: (parameter: string) => boolean;
}

/** A trial whose object holds its pod templates itself, with all that Katib needs of its pods. */
export function preparePods(
  scope: Construct,
  trial: Fields,
  kind: TrialKind,
  container: string | undefined,
  rules: PodRules,
): Fields {
  return kind.templates.reduce(
    (object, place) =>
      changed(object, place.path, (template) => prepareTemplate(scope, template, place, container, rules)),
    trial,
  );
}

function prepareTemplate(
  scope: Construct,
  template: Fields,
  place: TemplatePlace,
  primaryName: string | undefined,
  rules: PodRules,
): Fields {
  const spec = inside(template, 'spec');
  const containers = containersOf(spec.containers);
  const at = place.path.join('.');
  if (place.primary && !containers.some(({ name }) => name === primaryName)) {
    const names = containers.map(({ name }) => name);
    report(
      scope,
      primaryName === undefined
        ? `"trial" has the containers ${shown(names)} in "${at}"; say with "primaryContainerName" which of them reports`
        : `"trial" has the containers ${shown(names)} in "${at}", must have ${shown(primaryName)} among them`,
    );
  }
  const prepared = (container: Container): Container => {
    const safe = secured(container, rules);
    if (!rules.wrapsCommand || container.name !== primaryName) return safe;
    return wrapped(scope, safe, at, place.primary, rules);
  };
  return {
    ...template,
    spec: {
      ...spec,
      ...podSecurity(inside(spec, 'securityContext'), rules),
      ...(spec.initContainers === undefined
        ? {}
        : { initContainers: containersOf(spec.initContainers).map((container) => secured(container, rules)) }),
      containers: containers.map(prepared),
    },
  };
}

/** The container with a command that runs in Katib's line as it would alone. */
function wrapped(scope: Construct, container: Container, at: string, needed: boolean, rules: PodRules): Container {
  const command = listOf(container.command);
  if (command.length === 0) {
    if (needed) {
      report(
        scope,
        `"trial" has no command for the container ${shown(container.name)} in "${at}"; state it, because Katib would look for it in the image's registry`,
      );
    }
    return container;
  }
  const variables = new Set(listOf(container.env).flatMap(({ name }: Partial<EnvVar>) => name ?? []));
  const words = [...command, ...listOf(container.args)].map(String);
  return { ...container, ...shellCommand(words, { variables, isPlain: rules.isPlain }) };
}

/** The fields of a pod that make it meet `restricted`, under those that the author has set. */
export function podSecurity(own: Fields, rules: PodRules): { securityContext?: PodSecurityContext } {
  if (rules.podSecurity === 'none') return {};
  // The collector's image would run as root, so that a user must be named.
  const user = own.runAsUser === undefined ? { runAsUser: rules.runAsUser, fsGroup: rules.runAsUser } : {};
  return { securityContext: { runAsNonRoot: true, ...user, seccompProfile: { type: 'RuntimeDefault' }, ...own } };
}

/** The fields of a container that make it meet `restricted`, under those that the author has set. */
export function containerSecurity(own: Fields): SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    ...own,
    capabilities: { drop: ['ALL'], ...inside(own, 'capabilities') },
  };
}

/** Katib gives its collector the security context of the pod's first container. */
function secured(container: Container, rules: PodRules): Container {
  if (rules.podSecurity === 'none') return container;
  return { ...container, securityContext: containerSecurity(inside(container, 'securityContext')) };
}

function containersOf(value: unknown): Container[] {
  return listOf(value as readonly (Container | null)[] | undefined).filter(
    (container): container is Container => typeof container === 'object' && container !== null,
  );
}
