/** What {@link bridgeConfig} connects. */
export interface BridgeOptions {
  /** Port that browsers' calls come in on. */
  readonly port: number;
  /** The metadata service. */
  readonly host: string;
  readonly hostPort: number;
}

const types = 'type.googleapis.com/envoy.extensions';
const filter = (name: string, type: string) => ({
  name: `envoy.filters.http.${name}`,
  typed_config: { '@type': `${types}.filters.http.${name}.v3.${type}` },
});

/**
 * Envoy's configuration: it takes gRPC-Web, which browsers can speak, and hands it on as gRPC. JSON is YAML. The page comes
 * from another server than the answers only where somebody puts them apart, so no other origin is let in.
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/grpc_web_filter
 */
export function bridgeConfig({ port, host, hostPort }: BridgeOptions): string {
  const address = (name: string, number: number) => ({ socket_address: { address: name, port_value: number } });
  const manager = {
    '@type': `${types}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    codec_type: 'AUTO',
    stat_prefix: 'metadata',
    route_config: {
      name: 'metadata',
      virtual_hosts: [
        {
          name: 'metadata',
          domains: ['*'],
          routes: [
            {
              match: { prefix: '/' },
              // As long as the caller says, without a limit of its own.
              route: { cluster: 'metadata', max_stream_duration: { grpc_timeout_header_max: '0s' } },
            },
          ],
        },
      ],
    },
    http_filters: [filter('grpc_web', 'GrpcWeb'), filter('router', 'Router')],
  };
  const cluster = {
    name: 'metadata',
    type: 'LOGICAL_DNS',
    connect_timeout: '30s',
    lb_policy: 'ROUND_ROBIN',
    typed_extension_protocol_options: {
      [`envoy.extensions.upstreams.http.v3.HttpProtocolOptions`]: {
        '@type': `${types}.upstreams.http.v3.HttpProtocolOptions`,
        explicit_http_config: { http2_protocol_options: {} },
      },
    },
    load_assignment: {
      cluster_name: 'metadata',
      endpoints: [{ lb_endpoints: [{ endpoint: { address: address(host, hostPort) } }] }],
    },
  };
  const config = {
    static_resources: {
      listeners: [
        {
          name: 'browsers',
          address: address('0.0.0.0', port),
          filter_chains: [
            { filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }] },
          ],
        },
      ],
      clusters: [cluster],
    },
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
