/** A group of settings of a task. */
export type TaskConfigField =
  | 'RESOURCES'
  | 'ENV'
  | 'KUBERNETES_AFFINITY'
  | 'KUBERNETES_TOLERATIONS'
  | 'KUBERNETES_NODE_SELECTOR'
  | 'KUBERNETES_VOLUMES';

/** Settings that a component hands on, alone or also applied to its own pod. */
export type TaskConfigPassthrough =
  | TaskConfigField
  | {
      readonly field: TaskConfigField;
      /**
       * Whether the pod of the task gets them too.
       * @default false
       */
      readonly applyToTask?: boolean;
    };
