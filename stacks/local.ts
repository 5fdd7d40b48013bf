import { Construct } from 'constructs';
import {
  ArgoWorkflows,
  CertManager,
  JobSet,
  Katib,
  KServe,
  ModelRegistry,
  Mysql,
  Pipelines,
  SeaweedFS,
  Trainer,
  TrainingOperator,
} from '../components';
import { Platform, PlatformProps, report, SecretSource } from '../lib/core';
import {
  componentProblems,
  DefaultLocalComponent,
  defaultLocalComponents,
  isLocalComponent,
  LocalComponent,
} from './local-components';

/** Props of {@link LocalStack}. */
export interface LocalStackProps<Name extends LocalComponent = LocalComponent> extends PlatformProps {
  /**
   * What to install: `jobset`, `trainer`, `mysql`, `katib`, `cert-manager`, `kserve`, `seaweedfs`, `argo-workflows`,
   * `pipelines`, `model-registry`, `training-operator`. Trainer needs JobSet, Katib and the model registry need MySQL, KServe
   * needs cert-manager, and pipelines need MySQL, cert-manager, SeaweedFS and Argo Workflows.
   * @default - all but `training-operator`
   */
  readonly components?: readonly Name[];
  /**
   * Where the password of a user of the database comes from: `root`, or the name of a component's database.
   * @default - generated in the cluster
   */
  readonly passwords?: (user: string) => SecretSource;
}

/**
 * A component where it is certain that it is installed, `undefined` where it is certain that it is not, and both where
 * the program chooses while it runs.
 */
type Installed<Name, Each extends LocalComponent, Kind> = LocalComponent extends Name
  ? Kind | undefined
  : Each extends Name
    ? Kind
    : undefined;

/**
 * The platform for one machine: kind, k3d, minikube. Everything runs in the cluster, at the smallest size.
 */
export class LocalStack<Name extends LocalComponent = DefaultLocalComponent> extends Platform {
  readonly jobset: Installed<Name, 'jobset', JobSet>;
  readonly trainer: Installed<Name, 'trainer', Trainer>;
  readonly mysql: Installed<Name, 'mysql', Mysql>;
  readonly katib: Installed<Name, 'katib', Katib>;
  readonly certManager: Installed<Name, 'cert-manager', CertManager>;
  readonly kserve: Installed<Name, 'kserve', KServe>;
  readonly seaweedfs: Installed<Name, 'seaweedfs', SeaweedFS>;
  readonly argoWorkflows: Installed<Name, 'argo-workflows', ArgoWorkflows>;
  readonly pipelines: Installed<Name, 'pipelines', Pipelines>;
  readonly modelRegistry: Installed<Name, 'model-registry', ModelRegistry>;
  readonly trainingOperator: Installed<Name, 'training-operator', TrainingOperator>;

  constructor(scope: Construct, id = 'local', given: LocalStackProps<Name> = {}) {
    super(scope, id, platformProps(given));
    // What is wrong with the props as a whole, the platform has said.
    const props = isObject(given) ? given : {};
    const names = this.chosen(props.components);
    const passwords = this.sources(props.passwords, names);

    const has = (name: LocalComponent): boolean => names.includes(name);
    const jobset = has('jobset') ? new JobSet(this, 'jobset') : undefined;
    const trainer =
      has('trainer') && jobset !== undefined ? new Trainer(this, 'trainer', { jobsets: jobset }) : undefined;
    const operator = has('training-operator') ? new TrainingOperator(this, 'training-operator') : undefined;
    const mysql = has('mysql') ? new Mysql(this, 'mysql', passwords) : undefined;
    const trialKinds = [trainer, operator].filter((source) => source !== undefined);
    const katib =
      has('katib') && mysql !== undefined ? new Katib(this, 'katib', { database: mysql, trialKinds }) : undefined;
    const certManager = has('cert-manager') ? new CertManager(this, 'cert-manager') : undefined;
    const kserve =
      has('kserve') && certManager !== undefined
        ? new KServe(this, 'kserve', { certificates: certManager })
        : undefined;
    const store = has('seaweedfs') ? new SeaweedFS(this, 'seaweedfs') : undefined;
    const workflows = has('argo-workflows') ? new ArgoWorkflows(this, 'argo-workflows', { store }) : undefined;
    const pipelines =
      has('pipelines') && mysql && certManager && store && workflows
        ? new Pipelines(this, 'pipelines', {
            mode: 'single-user',
            database: mysql,
            certificates: certManager,
            store,
            workflows,
          })
        : undefined;
    const registry =
      has('model-registry') && mysql !== undefined
        ? new ModelRegistry(this, 'model-registry', { database: mysql, modelServing: kserve })
        : undefined;

    this.jobset = jobset as Installed<Name, 'jobset', JobSet>;
    this.trainer = trainer as Installed<Name, 'trainer', Trainer>;
    this.mysql = mysql as Installed<Name, 'mysql', Mysql>;
    this.katib = katib as Installed<Name, 'katib', Katib>;
    this.certManager = certManager as Installed<Name, 'cert-manager', CertManager>;
    this.kserve = kserve as Installed<Name, 'kserve', KServe>;
    this.seaweedfs = store as Installed<Name, 'seaweedfs', SeaweedFS>;
    this.argoWorkflows = workflows as Installed<Name, 'argo-workflows', ArgoWorkflows>;
    this.pipelines = pipelines as Installed<Name, 'pipelines', Pipelines>;
    this.modelRegistry = registry as Installed<Name, 'model-registry', ModelRegistry>;
    this.trainingOperator = operator as Installed<Name, 'training-operator', TrainingOperator>;
  }

  /** The names that were chosen. Reports wrong choices, and goes on with those that are known. */
  private chosen(given: readonly LocalComponent[] | undefined): readonly LocalComponent[] {
    if (given === undefined) return defaultLocalComponents;
    for (const problem of componentProblems('components', given)) report(this, problem);
    const isList: boolean = Array.isArray(given);
    return isList ? given.filter(isLocalComponent) : defaultLocalComponents;
  }

  private sources(
    given: LocalStackProps['passwords'],
    names: readonly LocalComponent[],
  ): { readonly password?: (user: string) => SecretSource } {
    if (given === undefined) return {};
    if (typeof given !== 'function') {
      // It may be a password.
      report(this, '"passwords" is a value that is not shown here, must be a function: user => SecretSource');
      return {};
    }
    if (!names.includes('mysql')) report(this, '"passwords" is given, but "components" has no "mysql" that has users');
    return { password: given };
  }
}

/** What the platform itself takes. It says what is wrong where the program gave something else. */
function platformProps(given: LocalStackProps): PlatformProps {
  if (!isObject(given)) return given;
  const own: readonly string[] = ['components', 'passwords'];
  return {
    ...Object.fromEntries(Object.entries(given).filter(([prop]) => !own.includes(prop))),
    size: given.size ?? 'laptop',
  };
}

function isObject(given: unknown): boolean {
  return typeof given === 'object' && given !== null;
}
