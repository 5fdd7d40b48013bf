/** Where something of a component answers. */
export interface Address {
  /** What answers there, unique within the component, for example `ui`. */
  readonly name: string;
  /** As pods in the cluster reach it, if a NetworkPolicy lets them. */
  readonly url: string;
  /** Command that brings it to the machine that it is run on. */
  readonly portForward: string;
  /** As it is reached on that machine. */
  readonly localUrl: string;
}

/** Options of `addAddress()` of a component. */
export interface AddressOptions {
  /** What answers there, unique within the component, for example `ui`. */
  readonly name: string;
  /** The Service in the component's namespace. */
  readonly service: string;
  /** Port of the Service. */
  readonly port: number;
  /** Scheme of the URL, for example `http`. */
  readonly scheme: string;
  /** Port of the machine that it is brought to. @default - the port of the Service */
  readonly localPort?: number;
  /** What follows the port in the URL, from `/` on. @default - nothing */
  readonly path?: string;
}

/** Which Secret holds a password of a component's. Values are in the cluster alone. */
export interface Credential {
  /** What it opens, unique within the component, for example the name of a database's user. */
  readonly name: string;
  readonly namespace: string;
  readonly secret: string;
  readonly key: string;
}

/** The address of a Service, and how to reach it from outside of the cluster. */
export function serviceAddress(namespace: string, options: AddressOptions): Address {
  const { name, service, port, scheme, localPort = port, path = '' } = options;
  const authority = `${service}.${namespace}.svc`;
  return {
    name,
    url: `${scheme}://${scheme === 'http' && port === 80 ? authority : `${authority}:${port}`}${path}`,
    portForward: `kubectl port-forward --namespace ${namespace} service/${service} ${localPort}:${port}`,
    localUrl: `${scheme}://localhost:${localPort}${path}`,
  };
}
