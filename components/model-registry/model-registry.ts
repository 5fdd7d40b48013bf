import { Construct } from 'constructs';
import { Component, ComponentProps, Gate, IDatabase, IModelRegistry, IModelServing, SizingTable } from '../../lib/core';
import { componentProps } from '../../lib/core/component';
import { databaseAccess } from '../../lib/core/database-access';
import { report } from '../../lib/core/errors';
import { checkBoolean, checkKnown, propsOf } from '../../lib/core/props';
import { shown } from '../../lib/core/words';
import { clientLabel, RegistryServer, serverDatabase, serverPort, serverService } from './server';
import { addStorageContainer, isModelServing } from './storage-container';
import { RegistryUi } from './ui';
import { version } from './version';

/** Props of {@link ModelRegistry}. `replicas` and `resources` are those of the server. */
export interface ModelRegistryProps extends ComponentProps {
  /** Where the models' descriptions are kept: the Mysql component, or {@link externalMysql}. */
  readonly database: IDatabase;
  /**
   * Who serves models, and is to load them by their names in the registry: the KServe component. It gets the container that
   * does so for URIs `model-registry://`.
   * @default - nobody: services name the place of a model themselves
   */
  readonly modelServing?: IModelServing;
  /**
   * Whether to install the user interface. It needs somebody in front of it who says which user asks.
   * @default false
   */
  readonly ui?: boolean;
}

const sizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '256Mi' } },
  small: { replicas: 1, requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
  production: { replicas: 2, requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '1Gi' } },
};

/**
 * The Kubeflow Model Registry: which models there are, in which versions, and where each lies. It holds descriptions; the
 * models themselves stay in their buckets.
 * @see https://www.kubeflow.org/docs/components/model-registry/
 */
export class ModelRegistry extends Component implements IModelRegistry {
  /** The server answers, also for its database. */
  readonly serving: Gate;
  readonly url: `http://${string}`;
  readonly uriScheme?: 'model-registry';

  constructor(scope: Construct, id: string, given: ModelRegistryProps) {
    super(scope, id, given, { upstream: { name: 'model-registry', version }, defaultNamespace: 'kubeflow' });
    const props = propsOf(this, given);
    checkKnown(this, props, { ...componentProps, database: true, modelServing: true, ui: true });
    checkBoolean(this, 'ui', props.ui);
    const modelServing: unknown = props.modelServing;
    const loads = isModelServing(modelServing);
    if (modelServing !== undefined && !loads) {
      report(this, `"modelServing" is ${shown(modelServing)}, must be a KServe component or another IModelServing`);
    }
    const address = `${serverService}.${this.systemNamespace}.svc:${serverPort}`;

    const access = databaseAccess(this, props.database, serverDatabase);
    const server =
      access === undefined ? undefined : new RegistryServer(this, 'server', { access, sizing: this.sizing(sizing) });
    this.addAddress({
      name: 'api',
      service: serverService,
      port: serverPort,
      scheme: 'http',
      path: '/api/model_registry/v1alpha3',
    });
    if (props.ui === true) {
      const ui = new RegistryUi(this, 'ui');
      this.addGate('the user interface of the model registry answers', [
        { object: ui.deployment, condition: 'condition=Available' },
      ]);
      this.addAddress({ name: 'ui', service: RegistryUi.service, port: 80, scheme: 'http', localPort: 8081 });
    }
    if (loads) addStorageContainer(this, modelServing, address);
    // Teams register models and serve them, so their namespaces are those that the server lets in.
    this.platform.addTeamLabels(clientLabel);

    this.url = `http://${address}`;
    if (loads) this.uriScheme = 'model-registry';
    this.serving = this.addGate(
      'the model registry answers',
      server === undefined ? [] : [{ object: server.deployment, condition: 'condition=Available' }],
    );
  }
}
