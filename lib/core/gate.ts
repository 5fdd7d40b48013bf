import { ApiObject } from 'cdk8s';

/** What `kubectl wait --for` understands. @see https://kubernetes.io/docs/reference/kubectl/generated/kubectl_wait/ */
export type GateCondition = `condition=${string}` | `jsonpath=${string}`;

/** One object, and the state it must reach. */
export interface GateCheck {
  readonly object: ApiObject;
  readonly condition: GateCondition;
}

/**
 * What others wait for before they are applied: a few objects of one component and the state each must reach.
 * A gate is passed when all its checks hold.
 */
export class Gate {
  constructor(
    /** Says in a few words what holds once the gate is passed, for example `JobSet's webhooks serve`. */
    readonly description: string,
    readonly checks: readonly GateCheck[],
  ) {}
}
