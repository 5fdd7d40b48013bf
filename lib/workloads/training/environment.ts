import { Construct } from 'constructs';
import type { EnvVar, EnvVarSource } from 'kubernetes-types/core/v1';
import { Framework } from '../../api/trainer-runtimes';
import { report } from '../../core/errors';
import { checkObject } from '../../core/props';
import { shown } from '../../core/words';

/**
 * Environment variables by name. A value is a text, or says where Kubernetes takes it from:
 * `{ secretKeyRef: { name: 'hub', key: 'token' } }`.
 */
export type Environment = Readonly<Record<string, string | EnvVarSource>>;

// What Trainer itself puts into the environment. A job that sets one of these is refused by its webhook.
const torch = ['PET_NNODES', 'PET_NPROC_PER_NODE', 'PET_NODE_RANK', 'PET_MASTER_ADDR', 'PET_MASTER_PORT'];
const reserved: Readonly<Record<string, readonly string[]>> = {
  torch,
  torchtune: torch,
  xgboost: ['DMLC_TRACKER_URI', 'DMLC_TRACKER_PORT', 'DMLC_TASK_ID', 'DMLC_NUM_WORKER'],
};

/** Kubernetes' list of environment variables, checked. */
export function environment(
  scope: Construct,
  prop: string,
  values: Environment,
  framework: Framework | undefined,
): EnvVar[] {
  if (!checkObject(scope, prop, values)) return [];
  return Object.entries(values).map(([name, value]) => {
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)) {
      report(
        scope,
        `"${prop}" names ${shown(name)}, must be letters, digits, "_", "-" and ".", not starting with a digit`,
      );
    }
    if (framework !== undefined && reserved[framework]?.includes(name) === true) {
      report(scope, `"${prop}.${name}" is set by Trainer itself on ${framework} runtimes; leave it out`);
    }
    if (typeof value === 'string') return { name, value };
    if (isSource(value) && Object.keys(value).length === 1) return { name, valueFrom: value };
    report(scope, `"${prop}.${name}" is ${shown(value)}, must be a text or one source such as { secretKeyRef }`);
    return { name, value: '' };
  });
}

function isSource(value: EnvVarSource | null): value is EnvVarSource {
  return typeof value === 'object' && value !== null;
}
