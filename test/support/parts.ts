import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Component, ComponentProps, Gate, Platform, Stage } from '../../lib';
import { SizingTable } from '../../lib/core';

/** Props of {@link Part}. */
export interface PartProps extends ComponentProps {
  readonly needs?: readonly Gate[];
  /** Adds a stage that waits for these. */
  readonly stageNeeds?: readonly Gate[];
  /** Kind of a CRD to bring. */
  readonly crd?: string;
}

const table: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '1m', memory: '1Mi' }, limits: { memory: '2Mi' } },
  small: { replicas: 1, requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '2Gi' } },
  production: { replicas: 3, requests: { cpu: '2', memory: '2Gi' }, limits: { memory: '4Gi' } },
};

/** The smallest component: one ConfigMap and a gate on it. */
export class Part extends Component {
  readonly ready: Gate;
  readonly sized = this.sizing(table);

  constructor(scope: Construct, id: string, props: PartProps = {}) {
    super(scope, id, props, { upstream: { name: id, version: 'v1' }, defaultNamespace: 'parts' });
    const object = configMap(this, 'config', id, this.systemNamespace);
    this.ready = this.addGate(`${id} is ready`, [{ object, condition: 'jsonpath={.data.ready}' }]);
    this.addNeeds(...(props.needs ?? []));
    if (props.crd !== undefined) this.addApiGate(crd(this, props.crd));
    if (props.stageNeeds !== undefined) {
      configMap(new Stage(this, 'late', props.stageNeeds), 'config', `${id}.late`, this.systemNamespace);
    }
  }
}

/** A component of raw objects. */
export class RawPart extends Component {
  constructor(scope: Construct, id: string, objects: readonly object[]) {
    super(scope, id, { namespace: 'parts' }, { upstream: { name: id, version: 'v1' }, defaultNamespace: 'parts' });
    addRaw(this, objects);
  }
}

/** A ConfigMap. */
export function configMap(scope: Construct, id: string, name = id, namespace?: string): ApiObject {
  return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } });
}

/** A PersistentVolumeClaim. */
export function claim(scope: Construct, name: string, namespace?: string): ApiObject {
  return new ApiObject(scope, name, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace } });
}

/** A chart of a platform with raw objects. */
export function rawChart(
  platform: Platform,
  objects: readonly object[],
  options: { readonly id?: string; readonly namespace?: string } = {},
): Chart {
  const { id = 'raw', ...chartOptions } = options;
  const chart = new Chart(platform, id, chartOptions);
  addRaw(chart, objects);
  return chart;
}

function addRaw(scope: Construct, objects: readonly object[]): void {
  objects.forEach((props, index) => {
    new ApiObject(scope, `object-${index}`, props as ConstructorParameters<typeof ApiObject>[2]);
  });
}

function crd(scope: Construct, kind: string): ApiObject {
  const plural = `${kind.toLowerCase()}s`;
  return new ApiObject(scope, 'crd', {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.example.com` },
    spec: { group: 'example.com', names: { kind, plural }, scope: 'Namespaced', versions: [] },
  });
}
