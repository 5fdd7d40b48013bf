import { listed, shown, suggestion } from '../lib/core/words';

/** Names of what the local environment can install. */
export const localComponents = [
  'jobset',
  'trainer',
  'mysql',
  'katib',
  'cert-manager',
  'kserve',
  'seaweedfs',
  'argo-workflows',
  'pipelines',
  'model-registry',
  'training-operator',
] as const;

/** Name of a component of the local environment. */
export type LocalComponent = (typeof localComponents)[number];

/** Name of a component that the local environment installs unless told otherwise. */
export type DefaultLocalComponent = Exclude<LocalComponent, 'training-operator'>;

/** What the local environment installs unless told otherwise. */
export const defaultLocalComponents: readonly DefaultLocalComponent[] = [
  'jobset',
  'trainer',
  'mysql',
  'katib',
  'cert-manager',
  'kserve',
  'seaweedfs',
  'argo-workflows',
  'pipelines',
  'model-registry',
];

/** What a component cannot do without. */
const needs: Readonly<Partial<Record<string, readonly LocalComponent[]>>> = {
  trainer: ['jobset'],
  katib: ['mysql'],
  kserve: ['cert-manager'],
  pipelines: ['mysql', 'cert-manager', 'seaweedfs', 'argo-workflows'],
  'model-registry': ['mysql'],
};

/** All that is wrong with a choice of components. `prop` is what the choice is called where it was made. */
export function componentProblems(prop: string, given: unknown): string[] {
  const all = `must be a list of ${listed(localComponents)}`;
  if (!Array.isArray(given)) return [`"${prop}" is ${shown(given)}, ${all}`];
  if (given.length === 0) return [`"${prop}" is empty, ${all}`];
  const names: readonly unknown[] = given;
  const wrong = [...new Set(names.filter((name) => !isLocalComponent(name)))];
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return [
    ...wrong.map((name) => {
      const hint = typeof name === 'string' ? suggestion(name, localComponents) : '';
      return `"${prop}" has ${shown(name)}, ${all}${hint}`;
    }),
    ...twice.map((name) => `"${prop}" names ${shown(name)} twice; name it once`),
    ...names.flatMap((name) =>
      (needs[String(name)] ?? [])
        .filter((needed) => !names.includes(needed))
        .map((needed) => `"${prop}" has ${shown(name)}, which needs ${shown(needed)}; add ${shown(needed)}`),
    ),
  ];
}

/** Whether a name is that of a component of the local environment. */
export function isLocalComponent(name: unknown): name is LocalComponent {
  return (localComponents as readonly unknown[]).includes(name);
}
