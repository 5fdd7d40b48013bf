/** What the recommended labels say of an object. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
export interface LabelOptions {
  /** The upstream system, for example `trainer`. */
  readonly name: string;
  /** Its version, for example `v2.2.0`. */
  readonly version: string;
  /** Name of the platform. Uninstall and prune go by it. */
  readonly platform: string;
}

/** The labels that every object of a platform's components carries. */
export function componentLabels(options: LabelOptions): Record<string, string> {
  return {
    'app.kubernetes.io/name': options.name,
    'app.kubernetes.io/component': options.name,
    'app.kubernetes.io/instance': options.platform,
    'app.kubernetes.io/version': options.version,
    'app.kubernetes.io/part-of': 'kubeflow',
    'app.kubernetes.io/managed-by': 'keelson',
  };
}

/** The labels that select a component's pods: those that never change. */
export function selectorLabels(name: string, component: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': component };
}
