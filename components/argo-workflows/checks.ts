import type { argoTypes } from '../../lib/api';
import { groupKind, Manifest, ManifestProblem } from '../../lib/core/manifest';
import { listOf, objectsOf } from '../../lib/core/props';
import { shown } from '../../lib/core/words';

type Spec = argoTypes.WorkflowSpec;
type Template = argoTypes.Template;

const kinds = /^(Workflow|WorkflowTemplate|ClusterWorkflowTemplate|CronWorkflow)\.argoproj\.io$/;

// What a template can be, of which it must be one.
const sorts = [
  ...(['container', 'containerSet', 'script', 'resource', 'dag', 'steps', 'suspend', 'data', 'http'] as const),
  'plugin' as const,
];

/** A workflow among the objects, with what it runs. */
interface Found {
  readonly manifest: Manifest;
  readonly spec: Spec;
  /** Path of the specification, for messages. */
  readonly path: string;
}

/** All workflows among objects whose structure the API's own check has not refused. */
function workflows(manifests: readonly Manifest[]): Found[] {
  return manifests.flatMap((manifest) => {
    const kind = groupKind(manifest.object);
    const spec: unknown = manifest.object.spec;
    if (!kinds.test(kind) || typeof spec !== 'object' || spec === null) return [];
    if (kind !== 'CronWorkflow.argoproj.io') return [{ manifest, spec, path: 'spec' }];
    const inner = (spec as { workflowSpec?: Spec }).workflowSpec;
    return typeof inner === 'object' ? [{ manifest, spec: inner, path: 'spec.workflowSpec' }] : [];
  });
}

const templatesOf = (spec: Spec): Template[] => objectsOf(spec.templates);

/** What the controller would say of a workflow only once it has been started. */
export function checkTemplates(manifests: readonly Manifest[]): ManifestProblem[] {
  return workflows(manifests).flatMap(({ manifest, spec, path }) => {
    const templates = templatesOf(spec);
    const names = templates.map(({ name }) => name);
    const problem = (message: string): ManifestProblem => ({ manifest, message });
    const missing = (field: string, name: string): ManifestProblem =>
      problem(`"${path}.${field}" names the template ${shown(name)}, which is not among "${path}.templates"`);
    const { entrypoint, workflowTemplateRef } = spec;
    const isRun = !/^(Cluster)?WorkflowTemplate\./.test(groupKind(manifest.object));
    // The templates of another object may be added to these.
    const entry =
      workflowTemplateRef !== undefined
        ? []
        : entrypoint !== undefined
          ? names.includes(entrypoint)
            ? []
            : [missing('entrypoint', entrypoint)]
          : isRun
            ? [
                problem(
                  `"${path}.entrypoint" is missing: a workflow without "workflowTemplateRef" must say where it begins`,
                ),
              ]
            : [];
    const own = templates.flatMap((template, index) => {
      const field = `templates[${index}]`;
      const given = sorts.filter((sort) => template[sort] !== undefined);
      const sort =
        given.length === 1 || spec.templateDefaults !== undefined
          ? []
          : [
              problem(
                `"${path}.${field}" has ${given.length === 0 ? 'none' : given.map(shown).join(' and ')} of the fields that say what a template does, must have one of them`,
              ),
            ];
      const repeated =
        names.indexOf(template.name) === index
          ? []
          : [
              problem(
                `"${path}.${field}.name" is ${shown(template.name)}, which another template has; give each a name of its own`,
              ),
            ];
      const wrong = referencesOf(template)
        .filter(({ name }) => workflowTemplateRef === undefined && !names.includes(name))
        .map(({ at, name }) => missing(`${field}.${at}`, name));
      return [...sort, ...repeated, ...wrong];
    });
    return [...entry, ...own];
  });
}

/** Templates of the same workflow that a template's steps or tasks run. */
function referencesOf(template: Template): { readonly at: string; readonly name: string }[] {
  const { steps, dag } = template;
  const all = [
    ...listOf(steps).flatMap((group, outer) =>
      objectsOf(group).map((step, inner) => ({ at: `steps[${outer}][${inner}]`, step })),
    ),
    ...objectsOf(dag?.tasks).map((step, index) => ({ at: `dag.tasks[${index}]`, step })),
  ];
  return all.flatMap(({ at, step }) =>
    typeof step.template === 'string' && step.templateRef === undefined && !step.template.includes('{{')
      ? [{ at: `${at}.template`, name: step.template }]
      : [],
  );
}

/** The controller of one namespace does not see workflows of others. */
export function checkNamespaces(managed: string | undefined, manifests: readonly Manifest[]): ManifestProblem[] {
  if (managed === undefined) return [];
  return workflows(manifests)
    .filter(({ manifest: { object } }) => object.kind !== 'ClusterWorkflowTemplate')
    .filter(({ manifest: { object } }) => object.metadata.namespace !== managed)
    .map(({ manifest }) => ({
      manifest,
      message: `stands in the namespace ${shown(manifest.object.metadata.namespace ?? 'default')}, while the controller has "managedNamespace" ${shown(managed)}; it would never run`,
    }));
}

/** Kubeflow Pipelines marks its workflows for no controller in particular. */
export function checkInstance(instanceId: string | undefined, manifests: readonly Manifest[]): ManifestProblem[] {
  if (instanceId === undefined) return [];
  return manifests
    .filter(({ object }) => object.kind === 'Deployment' && object.metadata.name === 'ml-pipeline')
    .map((manifest) => ({
      manifest,
      message: `its runs carry no name of a controller, so that one with "instanceId" ${shown(instanceId)} never takes them up; leave "instanceId" out`,
    }));
}

interface Security {
  readonly runAsNonRoot?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly seccompProfile?: object;
  readonly capabilities?: { readonly drop?: readonly string[] };
}

/** Pods in a namespace that enforces `restricted` must ask for it, or are refused when their step begins. */
export function checkPodSecurity(manifests: readonly Manifest[]): ManifestProblem[] {
  const restricted = new Set(
    manifests
      .filter(({ object }) => object.kind === 'Namespace')
      .filter(({ object }) => object.metadata.labels?.['pod-security.kubernetes.io/enforce'] === 'restricted')
      .map(({ object }) => object.metadata.name),
  );
  return workflows(manifests)
    .filter(({ manifest }) => restricted.has(manifest.object.metadata.namespace ?? ''))
    .filter(({ spec }) => spec.podSpecPatch === undefined && spec.templateDefaults === undefined)
    .flatMap(({ manifest, spec, path }) =>
      templatesOf(spec).flatMap((template, index) => {
        const containers = containersOf(template);
        const pod = { ...spec.securityContext, ...template.securityContext } as Security;
        const lacking = containers.flatMap((container) => lackingOf(pod, container));
        if (lacking.length === 0 || template.podSpecPatch !== undefined) return [];
        return [
          {
            manifest,
            message: `"${path}.templates[${index}]" runs pods in a namespace that enforces "restricted" and does not state ${[...new Set(lacking)].join(', ')}; state it in "securityContext" of the workflow and of the container`,
          },
        ];
      }),
    );
}

function containersOf(template: Template): Security[] {
  const { container, script, containerSet, sidecars, initContainers } = template;
  const main = objectsOf([container, script].flatMap((one) => (one === undefined ? [] : [one])));
  const others = [...objectsOf(containerSet?.containers), ...objectsOf(sidecars), ...objectsOf(initContainers)];
  return [...main, ...others].map(({ securityContext = {} }) => securityContext);
}

function lackingOf(pod: Security, container: Security): string[] {
  const both = { ...pod, ...container };
  return [
    ...(both.runAsNonRoot === true ? [] : ['"runAsNonRoot": true']),
    ...(both.seccompProfile === undefined ? ['"seccompProfile"'] : []),
    ...(container.allowPrivilegeEscalation === false ? [] : ['"allowPrivilegeEscalation": false']),
    ...(listOf(container.capabilities?.drop).includes('ALL') ? [] : ['"capabilities": { "drop": ["ALL"] }']),
  ];
}
